"""How an order stands: what is known of its money, goods and cancellation, and the statuses that follow from that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from services.orders.credited_units import ByLine
from services.orders.given_back import GivenBack
from services.orders.order.states import SHIPMENT_STATUS, OrderState, Shipped
from services.orders.order.versioned import Versioned
from services.orders.slips import LateParcels, Left, Slips, all_come_back, units_left
from shared.schemas.order_status import (
    Hold,
    PaymentState,
    PaymentStatus,
    ShipmentStatus,
    Status,
    payment_state,
    settled_by,
)
from shared.schemas.orders import CancelCode, LeftAndCredited


@dataclass(frozen=True)
class Standing(Versioned):
    """How an order stands now. What was ordered, and by whom, is its content, which an edit alone changes.

    `version` grows with every change of what people see; `edited` is that of its last edit, `customer_changed` that of
    the last change of its customer, 0 where there is none. Beside a fact of another service is the `sequence` of the
    event that it comes from: an older event is stale. `…_held` is the hold that billing or fulfilment applied last.
    `voided_slips` counts those that were void by its cancellation, None where that was not counted yet. `told_again`:
    billing has told of it again, and what it tells may be known by now. `expires_at` is None where it waits for its
    payment for ever, or its clock stands still. `to_invoice`: it waits until somebody makes its invoice by hand.
    Without `customer_id` it is a guest's.
    """

    order_id: UUID
    number: str
    placed_at: datetime
    created_at: datetime
    currency: str
    gross: Decimal
    ships: bool
    pickup: bool
    reference: str | None = None
    customer_id: UUID | None = None
    version: int = 1
    edited: int = 0
    customer_changed: int = 0
    state: OrderState = OrderState.PLACED
    ships_unpaid: bool = False
    expires_after: timedelta | None = None
    expires_at: datetime | None = None

    hold: Hold = Hold.NONE
    hold_sequence: int | None = None
    hold_reason: str | None = None
    held_at: datetime | None = None
    held_by: str | None = None
    invoicing_held: int = 0
    fulfilment_held: int = 0

    credited: Decimal = Decimal(0)
    credited_sequence: int = 0
    credited_units: ByLine = field(default_factory=dict)
    given_back: GivenBack = GivenBack()
    left_and_credited: tuple[LeftAndCredited, ...] = ()
    to_invoice: bool = False
    paid: Decimal = Decimal(0)
    written_off: Decimal = Decimal(0)
    paid_sequence: int = 0
    payment_pending: bool = False
    goods_ready: bool = False
    goods_sequence: int = 0
    pickup_ready: bool = False
    slips: Slips = field(default_factory=dict)
    nothing_to_ship: bool = False
    shipped: Shipped = Shipped.NOTHING
    left_units: Left = field(default_factory=dict)
    shipped_sequence: int = 0

    cancelled_at: datetime | None = None
    cancelled_by: str | None = None
    cancel_reason: str | None = None
    cancel_code: CancelCode | None = None
    notify_customer: bool | None = None
    slips_voided_at: datetime | None = None
    voided_slips: int | None = None
    credited_at: datetime | None = None
    parcel_left_at: datetime | None = None
    return_number: str | None = None
    late_parcels: LateParcels = field(default_factory=dict)
    settled_at: datetime | None = None
    told_again: bool = False
    custom_status: str | None = None

    @property
    def is_cancelled(self) -> bool:
        return self.state is OrderState.CANCELLED

    @property
    def began_at(self) -> datetime:
        """When it was placed; a storefront's clock may be ahead, and nothing comes to be before it is placed."""
        return min(self.placed_at, self.created_at)

    @property
    def charged(self) -> Decimal:
        """What the customer is to pay in all: nothing once it is cancelled, as what was invoiced is credited."""
        return Decimal(0) if self.is_cancelled else self.gross - self.credited

    @property
    def settled_money(self) -> Decimal:
        """What is paid, or written off of the rest: nobody owes it any more."""
        return settled_by(charged=self.charged, paid=self.paid, written_off=self.written_off)

    @cached_property
    def balance(self) -> Decimal:
        """What was settled less what is charged: above zero it is owed to the customer, below zero still to be paid."""
        return self.settled_money - self.charged

    @cached_property
    def status(self) -> Status:
        if self.is_cancelled:
            return Status.CANCELLED
        if self.hold is not Hold.NONE:
            return Status.ON_HOLD
        is_paid = self.payment_status in (PaymentStatus.PAID, PaymentStatus.OVERPAID)
        if not is_paid and not (self.ships_unpaid and self.still_ships and self.shipped is not Shipped.FULLY):
            return Status.AWAITING_PAYMENT
        if not self.still_ships:
            return Status.COMPLETED
        if self.shipped is Shipped.FULLY:
            return Status.COMPLETED_PICKED_UP if self.pickup else Status.COMPLETED_SHIPPED
        if self.pickup:
            return Status.READY_FOR_PICKUP if self.pickup_ready else Status.AWAITING_PICKUP
        return Status.AWAITING_SHIPMENT

    @cached_property
    def still_ships(self) -> bool:
        """Something of it needs a parcel, or had one: not where all that does was credited before it left."""
        if self.shipped is not Shipped.NOTHING:
            return self.ships
        return self.ships and not self.nothing_to_ship and not (self.credited > 0 and self.credited >= self.gross)

    @cached_property
    def payment_status(self) -> PaymentStatus:
        """Measured against what is owed after credit notes; nothing owed is paid."""
        if self.is_cancelled:
            return PaymentStatus.CANCELLED
        if self.balance >= 0:
            return PaymentStatus.OVERPAID if self.balance else PaymentStatus.PAID
        return PaymentStatus.PARTIALLY_PAID if self.paid > 0 else PaymentStatus.NOT_PAID

    @property
    def payment_state(self) -> PaymentState:
        return payment_state(self.payment_status, credited=self.credited, settled=self.settled_money)

    @property
    def shipment_status(self) -> ShipmentStatus:
        return ShipmentStatus.CANCELLED if self.is_cancelled else SHIPMENT_STATUS[self.shipped]

    @property
    def left_in_all(self) -> Mapping[int, int] | None:
        """Units by line; None where some left before it was kept what."""
        return {} if self.shipped is Shipped.NOTHING else units_left(self.left_units, self.slips)

    @property
    def settled(self) -> bool:
        """Cancelled, slips void and stock free, invoices credited, and a return for each parcel that left anyway."""
        done = self.is_cancelled and None not in (self.slips_voided_at, self.credited_at)
        return done and (self.parcel_left_at is None or all_come_back(self.late_parcels, self.return_number))

    @property
    def nothing_was_here(self) -> bool:
        """All of it had left when it was cancelled: no slip became void and no stock came free."""
        return self.parcel_left_at is not None and not self.voided_slips
