"""What people and other teams see of an order; the orders service derives it, snapshots and answers carry it."""

from decimal import Decimal
from enum import StrEnum


class Status(StrEnum):
    """Derived from what happened to the order; a hold stands over what it would be without."""

    ON_HOLD = "on_hold"
    AWAITING_PAYMENT = "processing_awaiting_payment"
    AWAITING_SHIPMENT = "processing_awaiting_shipment"
    AWAITING_PICKUP = "processing_awaiting_pickup"
    READY_FOR_PICKUP = "processing_ready_for_pickup"
    COMPLETED = "completed"
    COMPLETED_SHIPPED = "completed_shipped"
    COMPLETED_PICKED_UP = "completed_picked_up"
    CANCELLED = "cancelled"


class PaymentStatus(StrEnum):
    NOT_PAID = "not_paid"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    OVERPAID = "overpaid"
    CANCELLED = "cancelled"


class PaymentState(StrEnum):
    """A payment status, and one more word: `credited` where all was credited, and nothing of it is paid (any more).

    Nobody owes anything then: none was paid, or what was is given back. Its payment status, whose words are fixed, is
    `paid`.
    """

    NOT_PAID = "not_paid"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    OVERPAID = "overpaid"
    CREDITED = "credited"
    CANCELLED = "cancelled"


def settled_by(*, charged: Decimal, paid: Decimal, written_off: Decimal) -> Decimal:
    """What is paid, and what is written off of the rest: of what is paid anyway, or credited, nothing is."""
    return paid + min(written_off, max(charged - paid, Decimal(0)))


def payment_state(status: PaymentStatus, *, credited: Decimal, settled: Decimal) -> PaymentState:
    """`credited` and `settled` are the sums of the order whose status this is; `settled` as of `settled_by`."""
    if status is PaymentStatus.PAID and credited > 0 and not settled:
        return PaymentState.CREDITED
    return PaymentState(status)


class ShipmentStatus(StrEnum):
    NOT_SHIPPED = "not_shipped"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


class Hold(StrEnum):
    """`requested` until both billing and fulfilment have applied it, then `effective`."""

    NONE = "none"
    REQUESTED = "requested"
    EFFECTIVE = "effective"
