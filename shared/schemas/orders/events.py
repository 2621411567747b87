"""Events of orders: placed, held, edited, cancelled, their custom statuses, and how they stand."""

from typing import Annotated, ClassVar
from uuid import UUID

from shared.json_limits import Many
from shared.schemas.event import Contract, Event, OrderEvent
from shared.schemas.money import Amount, Currency, Totals
from shared.schemas.order_status import Hold, PaymentState, PaymentStatus, ShipmentStatus, Status
from shared.schemas.orders.values import (
    CancelCode,
    Customer,
    ExchangeOf,
    OrderLine,
    Payment,
    PaymentTerms,
    Shipping,
    StatusCode,
    StatusColour,
)
from shared.schemas.values import Actor, Instant, Language, Line, Sku, Text
from shared.schemas.written_as import WrittenAs


class OrdersEvent(OrderEvent):
    """`occurred_at` is when it happened, of what is brought over from elsewhere; what else is told happens now.

    `recorded_at` is when this service came to know; it is null in events older than this field.
    """

    owner: ClassVar[str] = "orders"
    topic: ClassVar[str] = "orders.events"

    occurred_at: Instant | None = None
    recorded_at: Instant | None = None


Fingerprint = Annotated[str, WrittenAs(r"^[0-9a-f]{32}$", "write 32 digits 0 to 9 or a to f")]


class TellsTheOrder(OrdersEvent):
    """The whole of what is ordered."""

    number: str
    reference: Line | None = None
    placed_at: Instant
    language: Language
    currency: Currency
    prices_include_vat: bool
    customer: Customer
    lines: Many[OrderLine]
    discount: Amount
    shipping: Shipping | None = None
    payment: Payment
    totals: Totals


class OrderPlaced(TellsTheOrder):
    """An order was accepted, its arithmetic verified.

    `fingerprint` is of the order as it was sent: the same id comes with the same order only. `terms` are those of its
    method of payment; they are null in events older than this field. `feedback` is what the customer wrote at checkout,
    for whoever packs the goods; it is personal, and null in events older than it. `gift`: no prices with the goods.
    `reservation_id` is of fulfilment's reservation that the order takes over, if it has not ended. `exchange_of` is the
    return that it is the exchange of.
    """

    terms: PaymentTerms | None = None
    held: bool = False
    hold_reason: Text | None = None
    fingerprint: Fingerprint | None = None
    feedback: Text | None = None
    gift: bool = False
    reservation_id: UUID | None = None
    exchange_of: ExchangeOf | None = None
    by: Actor


class LineChange(Contract):
    """What an edit made of a line: `quantity_before` is 0 of one that it added, `quantity` of one that it took off."""

    line_no: int
    sku: Sku
    title: Line
    quantity_before: int
    quantity: int
    payable_before: Amount
    payable: Amount


class LeftAndCredited(Contract):
    """Units of a line that had left and are credited: they are not ordered any more, and nobody owes or expects them.

    `left` is how many of the line had left in all.
    """

    line_no: int
    left: int
    quantity: int

    def still(self, left: int) -> int:
        """How many are left out where so many have left by now: what is taken back of a parcel is these first."""
        return max(self.quantity - max(self.left - left, 0), 0)


class OrderEdited(TellsTheOrder):
    """Staff changed what is ordered; the number stays. It has the whole order as it is now, and what was changed.

    A line keeps its number as long as the order has it, and no number is given twice. What is paid or invoiced is
    settled by a credit of what stands and a new invoice. What credit notes gave back before is off: `lines` are without
    it, and `left_and_credited` has what of it had left, by this and by earlier edits. `reason` is what somebody noted.
    `paid` is what was paid by then as far as was known, `balance` what that is more than it costs now: below zero so
    much is still to be paid. They are null in events older than these fields.
    """

    feedback: Text | None = None
    gift: bool = False
    changes: Many[LineChange] = ()
    left_and_credited: Many[LeftAndCredited] = ()
    gross_before: Amount
    paid: Amount | None = None
    balance: Amount | None = None
    reason: Text | None = None
    notify_customer: bool
    edited_at: Instant
    by: Actor

    @property
    def as_placed(self) -> OrderPlaced:
        """As if it had been placed so: documents and slips are made of that."""
        same = {name: getattr(self, name) for name in OrderPlaced.model_fields if name in type(self).model_fields}
        return OrderPlaced.model_construct(**same)


class OrderCustomerChanged(OrdersEvent):
    """Whom an order is for is told anew, whole: what is sent and issued from now on bears it.

    Documents that were issued and parcels that have left stay as they are. `customer_id` is whose order it is, as
    events about customers have it; null is a guest's.
    """

    number: str
    language: Language
    customer: Customer
    customer_id: UUID | None = None
    reason: Text | None = None
    changed_at: Instant
    by: Actor


class OrderHeld(OrdersEvent):
    """Staff asked for a pause; it is effective once billing and fulfilment have both applied it."""

    reason: Text
    by: Actor


class OrderResumed(OrdersEvent):
    """The pause is over: invoice and slip that were held back are made."""

    by: Actor


class OrderCancelled(OrdersEvent):
    """The order is off: void its slips, credit its invoices, restore its stock, tell the customer if asked to.

    `discount`, `shipping`, `payment` and `totals` are what the lines need to give `gross`; `paid` is what had been paid
    by then as far as was known. They are null in events older than these fields. `reason` is what somebody noted;
    `reason_code` says which rule of the shop did it, and is null where none did.
    """

    number: str
    language: Language
    currency: Currency
    customer: Customer
    lines: Many[OrderLine]
    gross: Amount
    prices_include_vat: bool | None = None
    discount: Amount | None = None
    shipping: Shipping | None = None
    payment: Payment | None = None
    totals: Totals | None = None
    paid: Amount | None = None
    reason: Text | None = None
    reason_code: CancelCode | None = None
    notify_customer: bool
    cancelled_at: Instant
    by: Actor


class ExchangeEvent(OrdersEvent):
    """What came of the decision to exchange goods of a return of this order; `by` is who decided it."""

    decision_id: UUID
    return_id: UUID
    return_number: Line
    by: Actor


class ExchangePlaced(ExchangeEvent):
    """An order was placed for what the goods are exchanged for: it has the id of the decision."""

    exchange_order_id: UUID
    exchange_order_number: Line
    gross: Amount
    currency: Currency


class ExchangeRefused(ExchangeEvent):
    """No order is placed: `problem` is the type of the refusal, `detail` is for people."""

    problem: Line
    detail: Text


class CustomStatusSet(OrdersEvent):
    """Staff gave the order a custom status of the shop, in place of the one that it had.

    Its titles and colour are those of that moment. `notify_customer`: the customer is to be told by e-mail, with
    `message` where the shop has written one for it in the language of the order; `customer` is null where not.
    """

    number: str
    status: StatusCode
    title_en: Line
    title_fr: Line
    colour: StatusColour
    visible_to_customer: bool
    notify_customer: bool
    message: Text | None = None
    language: Language
    customer: Customer | None = None
    by: Actor


class CustomStatusCleared(OrdersEvent):
    """The order has no custom status any more; the titles are those of the one that it had."""

    number: str
    status: StatusCode
    title_en: Line
    title_fr: Line
    by: Actor


class OrderSnapshot(OrderEvent):
    """An order as it is after a change, on the compacted topic `orders.snapshots`; `sequence` is its version.

    `balance` is what was paid less what is charged: above zero it is owed to the customer, below zero still to be paid.
    What is `written_off` is neither paid nor still to be; null in snapshots that are older than that field.
    `still_ships`: something of it needs a parcel, or had one, and was not credited before it left; null in snapshots
    that are older than that field, and so is `payment_state`, which tells apart what was paid and what was credited
    before it was. The same `sequence` again tells the same. `settled`: cancelled, and all that
    follows from that has happened. `custom_status` is its code. It has no personal data, as a compacted topic keeps the
    last snapshot of every order for ever.
    """

    owner: ClassVar[str] = "orders"
    topic: ClassVar[str] = "orders.snapshots"

    number: str
    reference: Line | None = None
    placed_at: Instant
    currency: Currency
    gross: Amount
    paid: Amount
    written_off: Amount | None = None
    credited: Amount
    balance: Amount | None = None
    status: Status
    payment_status: PaymentStatus
    shipment_status: ShipmentStatus
    hold: Hold
    cancelled_at: Instant | None = None
    settled: bool
    still_ships: bool | None = None
    payment_state: PaymentState | None = None
    custom_status: StatusCode | None = None


class CommandRejected(Event):
    """A command on `orders.commands` was refused and changed nothing.

    `command_id` is the refused record's CloudEvents id (or topic/partition/offset where it had none that could be
    read); `problem` is the stable type of the refusal, the same as over HTTP.
    """

    owner: ClassVar[str] = "orders"
    topic: ClassVar[str] = "orders.events"

    command_id: str
    command: str | None = None
    order_id: UUID | None = None
    problem: str
    detail: str

    @property
    def key(self) -> str:
        return str(self.order_id) if self.order_id else self.command_id
