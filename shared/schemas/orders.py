"""Contracts of the orders service: commands it takes and events it announces."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from shared.schemas.event import Actor, Contract, Email, Event, Instant, Language, Line, OrderEvent, Sku, Text
from shared.schemas.money import Amount, Country, Currency, PositiveOrZero, Totals, VatRate
from shared.schemas.order_status import Hold, PaymentStatus, ShipmentStatus, Status

MAX_LINES = 2000
Quantity = Annotated[int, Field(gt=0, le=1_000_000, strict=True)]


class Address(Contract):
    """A postal address; only the country is always known."""

    name: Line | None = None
    company: Line | None = None
    street: Line | None = None
    street2: Line | None = None
    postal_code: Line | None = None
    city: Line | None = None
    region: Line | None = None
    country: Country


class Customer(Contract):
    """Who ordered. `reference` is the customer's number at the shop; without an e-mail no message is sent."""

    reference: Line | None = None
    name: Line
    email: Email | None = None
    phone: Line | None = None
    billing_address: Address
    delivery_address: Address | None = None

    @property
    def ships_to(self) -> Address:
        return self.delivery_address or self.billing_address


class DeliveryKind(StrEnum):
    DELIVERY = "delivery"
    PICKUP = "pickup"


class Shipping(Contract):
    """How the goods leave and what that costs, in the order's price basis."""

    method: Line
    kind: DeliveryKind = DeliveryKind.DELIVERY
    price: PositiveOrZero = Decimal(0)
    vat_rate: VatRate = Decimal(0)


class Payment(Contract):
    """How the customer pays and what that costs, in the order's price basis."""

    method: Line
    cost: PositiveOrZero = Decimal(0)
    vat_rate: VatRate = Decimal(0)


class LineToPlace(Contract):
    """`total` = quantity × unit_price − discount, rounded to the cent; with or without VAT as the order says."""

    sku: Sku
    quantity: Quantity
    unit_price: PositiveOrZero
    discount: PositiveOrZero = Decimal(0)
    vat_rate: VatRate
    total: PositiveOrZero


class TotalsToPlace(Contract):
    net: PositiveOrZero
    vat: PositiveOrZero
    gross: PositiveOrZero


class OrderToPlace(Contract):
    """An order as the storefront computed it; prices, VAT and totals are verified, not trusted.

    All amounts are in `currency`, with VAT where `prices_include_vat`. `discount` is taken off the sum of the lines
    and spread over them. `hold_reason` places the order on hold: no invoice and no slip until it is resumed.
    `feedback` is what the customer wrote at checkout; it stays with the order and no event carries it, as it may be
    personal and nobody else needs it.
    """

    reference: Line | None = None
    placed_at: Instant | None = None
    language: Language = "fr"
    currency: Currency
    prices_include_vat: bool
    customer: Customer
    lines: Annotated[tuple[LineToPlace, ...], Field(min_length=1, max_length=MAX_LINES)]
    discount: PositiveOrZero = Decimal(0)
    shipping: Shipping | None = None
    payment: Payment
    totals: TotalsToPlace
    hold_reason: Text | None = None
    feedback: Text | None = None


class Command(Event):
    """A command on `orders.commands`; its key is the order's id, chosen by the caller (UUIDv7 recommended).

    The id is also the caller's idempotency key: the same id with the same body places one order.
    """

    topic: ClassVar[str] = "orders.commands"

    order_id: UUID

    @property
    def key(self) -> str:
        return str(self.order_id)


class PlaceOrder(Command, OrderToPlace):
    """Place this order; it is placed whole or, where anything in it is wrong, refused whole."""

    by: Actor = "storefront"


class HoldOrder(Command):
    """Pause the order: no invoice and no slip until it is resumed."""

    reason: Text
    by: Actor = "storefront"


class ResumeOrder(Command):
    """End the pause; what was held back is made."""

    by: Actor = "storefront"


class CancelOrder(Command):
    """`expected_version` cancels only the order as the caller saw it."""

    reason: Text | None = None
    notify_customer: bool = False
    expected_version: int | None = None
    by: Actor = "storefront"


class OrderLine(Contract):
    """A line of a placed order. `payable` is `total` less the line's share of the order's discount.

    `ships` is false for what needs no parcel: services, fees, downloads.
    """

    line_no: int
    sku: Sku
    title: Line
    quantity: int
    unit_price: Amount
    discount: Amount
    vat_rate: VatRate
    total: Amount
    payable: Amount
    ships: bool


class OrdersEvent(OrderEvent):
    topic: ClassVar[str] = "orders.events"


class OrderPlaced(OrdersEvent):
    """An order was accepted, its arithmetic verified."""

    number: str
    reference: Line | None = None
    placed_at: Instant
    language: Language
    currency: Currency
    prices_include_vat: bool
    customer: Customer
    lines: tuple[OrderLine, ...]
    discount: Amount
    shipping: Shipping | None = None
    payment: Payment
    totals: Totals
    held: bool = False
    by: Actor


class OrderHeld(OrdersEvent):
    """Staff asked for a pause; it is effective once billing and fulfilment have both applied it."""

    reason: Text
    by: Actor


class OrderResumed(OrdersEvent):
    """The pause is over: invoice and slip that were held back are made."""

    by: Actor


class OrderCancelled(OrdersEvent):
    """The order is off: void its slips, credit its invoices, restore its stock, tell the customer if asked to."""

    number: str
    language: Language
    currency: Currency
    customer: Customer
    lines: tuple[OrderLine, ...]
    gross: Amount
    reason: Text | None = None
    notify_customer: bool
    cancelled_at: Instant
    by: Actor


class OrderSnapshot(OrderEvent):
    """An order as it is after a change, on the compacted topic `orders.snapshots`; `sequence` is its version.

    The same `sequence` again tells the same. `settled`: cancelled, and all that follows from that has happened. It has
    no personal data, as a compacted topic keeps the last snapshot of every order for ever.
    """

    topic: ClassVar[str] = "orders.snapshots"

    number: str
    reference: Line | None = None
    placed_at: Instant
    currency: Currency
    gross: Amount
    paid: Amount
    credited: Amount
    status: Status
    payment_status: PaymentStatus
    shipment_status: ShipmentStatus
    hold: Hold
    cancelled_at: Instant | None = None
    settled: bool


class CommandRejected(Event):
    """A command on `orders.commands` was refused and changed nothing.

    `command_id` is the refused record's CloudEvents id (or topic/partition/offset where it had none that could be
    read); `problem` is the stable type of the refusal, the same as over HTTP.
    """

    topic: ClassVar[str] = "orders.events"

    command_id: str
    command: str | None = None
    order_id: UUID | None = None
    problem: str
    detail: str

    @property
    def key(self) -> str:
        return str(self.order_id) if self.order_id else self.command_id
