"""What the API answers and takes: orders, their history, products."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from pydantic import Field, model_validator

from services.orders.model import Facts
from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency, PositiveOrZero, Totals, VatRate
from shared.schemas.order_status import Hold, PaymentStatus, ShipmentStatus, Status
from shared.schemas.orders import Customer, OrderLine, OrderToPlace, Payment, Shipping
from shared.schemas.values import Actor, Email, Language, Line, NoteText, Sku, Text


class NewOrder(OrderToPlace):
    """An order to place; `order_id` may be chosen by the caller and then makes placing it idempotent for ever."""

    order_id: UUID | None = None


class PlacedId(Contract):
    """What is read from the answer to a placement."""

    order_id: UUID


class HoldReason(Contract):
    reason: Text


class CancelReason(Contract):
    reason: Text | None = None
    notify_customer: bool = False


class OrderContent(Contract):
    """What was ordered; it never changes. `lines_total` is the sum of the lines before the order's discount."""

    language: Language
    currency: Currency
    prices_include_vat: bool
    lines: tuple[OrderLine, ...]
    lines_total: Amount
    discount: Amount
    shipping: Shipping | None
    payment: Payment
    totals: Totals
    feedback: Text | None = None


class HoldView(Contract):
    state: Hold
    reason: Text
    since: datetime
    by: Actor


class CancellationView(Contract):
    """How far a cancellation is; `settled_at` is set once nothing is left to happen."""

    reason: Text | None
    requested_at: datetime
    by: Actor
    notify_customer: bool
    slips_voided_at: datetime | None
    stock_restored_at: datetime | None
    credited_at: datetime | None
    return_opened: str | None
    settled_at: datetime | None


class NoteToSave(Contract):
    """An empty text clears the note."""

    text: NoteText


class NoteView(Contract):
    """The internal note of an order, never shown to customers; it has a version of its own."""

    text: NoteText
    version: int
    saved_at: datetime
    saved_by: Actor


class OrderView(OrderContent):
    """An order. `totals` and the amounts above it show how what is to be paid comes about."""

    order_id: UUID
    number: str
    version: int
    reference: Line | None
    placed_at: datetime
    created_at: datetime
    customer: Customer
    status: Status
    payment_status: PaymentStatus
    shipment_status: ShipmentStatus
    paid: Amount
    credited: Amount
    hold: HoldView | None
    cancellation: CancellationView | None
    note: NoteView | None


class Order(NamedTuple):
    """An order as it is read to be changed: the facts for the rules, the view for the answer."""

    facts: Facts
    view: OrderView


class OrderSummary(Contract):
    """An order in the list."""

    order_id: UUID
    number: str
    reference: Line | None
    placed_at: datetime
    customer_name: Line
    customer_email: Email | None
    customer_phone: Line | None
    currency: Currency
    gross: Amount
    status: Status
    payment_status: PaymentStatus
    shipment_status: ShipmentStatus
    hold: Hold


class Action(StrEnum):
    """What can be done on an order."""

    PLACED = "placed"
    HOLD_REQUESTED = "hold_requested"
    HOLD_EFFECTIVE = "hold_effective"
    RESUMED = "resumed"
    INVOICED = "invoiced"
    CREDITED = "credited"
    PAYMENT_RECORDED = "payment_recorded"
    PAYMENT_REVERSED = "payment_reversed"
    SLIP_CREATED = "slip_created"
    SLIP_READY = "slip_ready"
    NOTHING_TO_SHIP = "nothing_to_ship"
    SHIPPED = "shipped"
    UNSHIPPED = "unshipped"
    MESSAGE_SENT = "message_sent"
    MESSAGE_FAILED = "message_failed"
    CANCELLED = "cancelled"
    SLIPS_VOIDED = "slips_voided"
    CANCELLATION_INVOICED = "cancellation_invoiced"
    NOTHING_TO_CREDIT = "nothing_to_credit"
    PARCEL_LEFT_TOO_LATE = "parcel_left_too_late"
    RETURN_OPENED = "return_opened"
    CANCELLATION_SETTLED = "cancellation_settled"
    NOTE_SAVED = "note_saved"


class HistoryEntry(Contract):
    """Who did what, and when."""

    id: int
    at: datetime
    by: Actor
    action: Action
    detail: dict[str, Any] | None


class ProductToSave(Contract):
    """What the shop sells. `price` null is an open price: the product is sold at the price the order names."""

    title: Line
    price: PositiveOrZero | None = None
    currency: Currency | None = None
    price_includes_vat: bool | None = None
    vat_rate: VatRate
    ships: bool = True

    @model_validator(mode="after")
    def _a_price_says_in_what(self) -> "ProductToSave":
        if self.price is not None and (self.currency is None or self.price_includes_vat is None):
            raise ValueError("a product with a price needs its currency and price_includes_vat")
        return self


class ProductInBulk(ProductToSave):
    sku: Sku


class ProductsToSave(Contract):
    """Products to create or replace; of one SKU given twice, the last counts."""

    products: Annotated[tuple[ProductInBulk, ...], Field(min_length=1, max_length=5000)]


class ProductsSaved(Contract):
    created: int
    changed: int
    unchanged: int


class ProductView(ProductInBulk):
    version: int
