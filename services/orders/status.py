"""What people see of an order, derived from the facts: one pure function for each status."""

from services.orders.model import Derived, Facts, OrderState, Shipped
from shared.schemas.order_status import Hold, PaymentStatus, ShipmentStatus, Status


def derive(facts: Facts) -> Derived:
    payment = payment_status(facts)
    return Derived(status(facts, payment), payment, shipment_status(facts), is_settled(facts))


def status(facts: Facts, payment: PaymentStatus) -> Status:
    if facts.state is OrderState.CANCELLED:
        return Status.CANCELLED
    if facts.hold is not Hold.NONE:
        return Status.ON_HOLD
    if payment not in (PaymentStatus.PAID, PaymentStatus.OVERPAID):
        return Status.AWAITING_PAYMENT
    if not facts.ships:
        return Status.COMPLETED
    if facts.shipped is Shipped.FULLY:
        return Status.COMPLETED_PICKED_UP if facts.pickup else Status.COMPLETED_SHIPPED
    if facts.pickup:
        return Status.READY_FOR_PICKUP if facts.goods_ready else Status.AWAITING_PICKUP
    return Status.AWAITING_SHIPMENT


def payment_status(facts: Facts) -> PaymentStatus:
    """Measured against what is owed after credit notes; nothing owed is paid."""
    if facts.state is OrderState.CANCELLED:
        return PaymentStatus.CANCELLED
    owed = facts.gross - facts.credited
    if facts.paid > owed:
        return PaymentStatus.OVERPAID
    if facts.paid == owed:
        return PaymentStatus.PAID
    return PaymentStatus.PARTIALLY_PAID if facts.paid > 0 else PaymentStatus.NOT_PAID


def shipment_status(facts: Facts) -> ShipmentStatus:
    if facts.state is OrderState.CANCELLED:
        return ShipmentStatus.CANCELLED
    return _SHIPMENT[facts.shipped]


def is_settled(facts: Facts) -> bool:
    """Slips void and stock free, invoices credited, and a return open for a parcel that left all the same."""
    return (
        facts.state is OrderState.CANCELLED
        and facts.slips_voided_at is not None
        and facts.credited_at is not None
        and (facts.parcel_left_at is None or facts.return_number is not None)
    )


_SHIPMENT = {
    Shipped.NOTHING: ShipmentStatus.NOT_SHIPPED,
    Shipped.PARTLY: ShipmentStatus.PARTIALLY_SHIPPED,
    Shipped.FULLY: ShipmentStatus.SHIPPED,
}
