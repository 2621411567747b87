"""An order: its states, what is known of its money, goods and cancellation, and what may be done with it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from services.orders.credited_units import ByLine
from services.orders.order.content import OrderContent
from services.orders.order.states import (
    SHIPMENT_STATUS,
    OrderState,
    Possible,
    Shipped,
    refusal_of_cancel,
    refusal_of_customer,
    refusal_of_edit,
    refusal_of_hold,
)
from services.orders.order.versioned import Versioned
from services.orders.slips import LateParcels, Slips, all_come_back
from shared.refused import Refused
from shared.schemas.dates import WrongDate
from shared.schemas.order_status import (
    Hold,
    PaymentState,
    PaymentStatus,
    ShipmentStatus,
    Status,
    payment_state,
    settled_by,
)
from shared.schemas.orders import CancelCode, PaymentTerms


@dataclass(frozen=True)
class Order(Versioned):
    """An order as it is now. What was ordered, and by whom, is its content, which an edit alone changes.

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

    @classmethod
    def placed(
        cls,
        content: OrderContent,
        *,
        order_id: UUID,
        number: str,
        reference: str | None,
        placed_at: datetime,
        created_at: datetime,
        terms: PaymentTerms | None = None,
        customer_id: UUID | None = None,
        version: int = 1,
    ) -> "Order":
        """A new order, or one that was announced. Its clock does not run yet."""
        hours = terms.expires_after_h if terms else None
        return cls(
            order_id=order_id,
            number=number,
            reference=reference,
            placed_at=placed_at,
            created_at=created_at,
            currency=content.currency,
            gross=content.totals.gross,
            ships=content.ships,
            pickup=content.is_picked_up,
            customer_id=customer_id,
            version=version,
            ships_unpaid=terms is not None and terms.ships_unpaid,
            expires_after=timedelta(hours=hours) if hours else None,
        )

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
    def settled(self) -> bool:
        """Cancelled, slips void and stock free, invoices credited, and a return for each parcel that left anyway."""
        done = self.is_cancelled and None not in (self.slips_voided_at, self.credited_at)
        return done and (self.parcel_left_at is None or all_come_back(self.late_parcels, self.return_number))

    @property
    def nothing_was_here(self) -> bool:
        """All of it had left when it was cancelled: no slip became void and no stock came free."""
        return self.parcel_left_at is not None and not self.voided_slips

    @property
    def may(self) -> tuple[Possible, ...]:
        """What may be done now, by the rules that refuse the rest."""
        hold_that_is = "resume" if self.hold is Hold.NONE else "hold"
        names: tuple[Possible, ...] = ("hold", "resume", "edit", "edit_shipping_price", "change_customer", "cancel")
        done = {hold_that_is, "cancel" if self.is_cancelled else hold_that_is}
        return tuple(name for name in names if name not in done and self.refusal_of(name) is None)

    def when(self, occurred_at: datetime | None, now: datetime, *, ends_hold: bool = False) -> datetime:
        """When something is done with it: now, or when it happened, where it is brought over from elsewhere.

        Refuses what would have been before it was placed, or before its hold where it ends that.
        """
        if occurred_at and occurred_at < self.began_at:
            detail = f"occurred_at {occurred_at.isoformat()} is before order {self.number} was placed"
            raise WrongDate(detail, field="occurred_at")
        if ends_hold and self.hold is not Hold.NONE and occurred_at and self.held_at and occurred_at < self.held_at:
            detail = f"occurred_at {occurred_at.isoformat()} is before order {self.number} was put on hold"
            raise WrongDate(detail, field="occurred_at")
        return min(occurred_at or now, now)

    def put_on_hold(self, *, reason: str, by: str, at: datetime) -> "Order":
        """The same order where it is on hold already, with its reason. Its new version is the hold's sequence."""
        if refusal := self.refusal_of("hold"):
            raise refusal
        on_hold = self.hold is not Hold.NONE
        return self if on_hold else self.held(version=self.version + 1, reason=reason, by=by, at=at)

    def resume(self) -> "Order":
        """The same order where it is not on hold."""
        if refusal := self.refusal_of("hold"):
            raise refusal
        return self if self.hold is Hold.NONE else self.resumed(version=self.version + 1)

    def cancel(self, *, reason: str | None, notify_customer: bool, by: str, at: datetime) -> "Order":
        """The same order where it is cancelled already. A hold ends with its order."""
        if self.is_cancelled:
            return self
        if refusal := self.refusal_of("cancel"):
            raise refusal
        return self.cancelled(version=self.version + 1, reason=reason, notify_customer=notify_customer, by=by, at=at)

    def with_custom_status(self, code: str | None) -> "Order":
        """Whatever state it is in; the same order where it has that status already, or none."""
        return self if code == self.custom_status else self.but(version=self.version + 1, custom_status=code)

    # What becomes of it, be it done now or known from what was announced: whether it might be was decided then.

    def held(self, *, version: int, reason: str, by: str, at: datetime) -> "Order":
        """One that is new is held from its first version on."""
        return self.but(
            version=version,
            hold=Hold.REQUESTED,
            hold_sequence=version,
            hold_reason=reason,
            held_at=at,
            held_by=by,
            expires_at=None,
        )

    def resumed(self, *, version: int) -> "Order":
        return self.but(
            version=version, hold=Hold.NONE, hold_sequence=None, hold_reason=None, held_at=None, held_by=None
        )

    def edited_to(self, content: OrderContent, *, version: int) -> "Order":
        """Fulfilment tells anew whether anything of it is to leave."""
        kind = {"ships": content.ships, "pickup": content.is_picked_up}
        return self.but(version=version, edited=version, nothing_to_ship=False, gross=content.totals.gross, **kind)

    def cancelled(self, *, version: int, reason: str | None, notify_customer: bool, by: str, at: datetime) -> "Order":
        return self.but(
            version=version,
            state=self.state.to(OrderState.CANCELLED),
            to_invoice=False,
            hold=Hold.NONE,
            expires_at=None,
            cancelled_at=at,
            cancelled_by=by,
            cancel_reason=reason,
            notify_customer=notify_customer,
        )

    def refusal_of(self, what: Possible) -> Refused | None:
        """Why it may not be, by the rules alone."""
        if what == "cancel":
            return refusal_of_cancel(self.number, self.shipped)
        if what in ("hold", "resume"):
            return refusal_of_hold(self.number, self.status)
        if what == "change_customer":
            return refusal_of_customer(self.number, self.status)
        paid = self.paid > 0 and self.balance >= 0 and what == "edit_shipping_price"
        return refusal_of_edit(self.number, self.status, self.shipped, credited=self.credited, paid=paid)
