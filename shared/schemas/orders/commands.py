"""Commands to the orders service."""

from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from shared.json_limits import Many
from shared.schemas.event import Asked, Command
from shared.schemas.money import Currency, PositiveOrZero, VatRate
from shared.schemas.orders.values import Address, Customer, Payment, Quantity, Shipping
from shared.schemas.values import Actor, DeliverableEmail, Flag, Instant, Language, Line, Sku, Text, VatNumber

MAX_LINES = 2000


class AddressToPlace(Address, Asked):
    @property
    def placed(self) -> Address:
        return Address.model_construct(self.model_fields_set, **self.__dict__)


class CustomerToPlace(Customer, Asked):
    email: DeliverableEmail | None = None
    vat_number: VatNumber | None = None
    billing_address: AddressToPlace
    delivery_address: AddressToPlace | None = None

    @property
    def placed(self) -> Customer:
        """The same as the order's events have it."""
        delivery = self.delivery_address
        addresses = {"billing_address": self.billing_address.placed, "delivery_address": delivery and delivery.placed}
        return Customer.model_construct(self.model_fields_set, **self.__dict__ | addresses)


class ShippingToPlace(Shipping, Asked):
    @property
    def placed(self) -> Shipping:
        return Shipping.model_construct(self.model_fields_set, **self.__dict__)


class PaymentToPlace(Payment, Asked):
    @property
    def placed(self) -> Payment:
        return Payment.model_construct(self.model_fields_set, **self.__dict__)


class LineToPlace(Asked):
    """`total` = quantity × unit_price − discount, rounded to the cent; with or without VAT as the order says."""

    sku: Sku
    quantity: Quantity
    unit_price: PositiveOrZero
    discount: PositiveOrZero = Decimal(0)
    vat_rate: VatRate
    total: PositiveOrZero


class TotalsToPlace(Asked):
    net: PositiveOrZero
    vat: PositiveOrZero
    gross: PositiveOrZero


class OrderToPlace(Asked):
    """An order as the storefront computed it; prices, VAT and totals are verified, not trusted.

    All amounts are in `currency`, with VAT where `prices_include_vat`. `discount` is taken off the sum of the lines
    and spread over them. `hold_reason` places the order on hold: no invoice and no slip until it is resumed.
    `feedback` is what the customer wrote at checkout; it stands on the packing slip too. `gift`: the slip lies in the
    parcel of somebody who does not pay for it, and has no prices. `reservation_id` is of fulfilment's reservation that
    the order takes over; one that has ended meanwhile gives nothing, and the order takes what there is.
    """

    reference: Line | None = None
    placed_at: Instant | None = None
    language: Language = "fr"
    currency: Currency
    prices_include_vat: Flag
    customer: CustomerToPlace
    lines: Annotated[Many[LineToPlace], Field(min_length=1, max_length=MAX_LINES)]
    discount: PositiveOrZero = Decimal(0)
    shipping: ShippingToPlace | None = None
    payment: PaymentToPlace
    totals: TotalsToPlace
    hold_reason: Text | None = None
    feedback: Text | None = None
    gift: Flag = False
    reservation_id: UUID | None = Field(
        default=None,
        description="of goods that are set aside: who knows it may use it, whoever they were set aside for",
    )


class OrderCommand(Command):
    """A command on `orders.commands`; its key is the order's id, chosen by the caller (UUIDv7 recommended).

    The id is also the caller's idempotency key: the same id with the same body places one order. `occurred_at` is when
    it happened, of what is brought over from elsewhere; on the topic only with `by` "import".
    """

    owner: ClassVar[str] = "orders"
    topic: ClassVar[str] = "orders.commands"

    order_id: UUID
    occurred_at: Instant | None = None

    @property
    def key(self) -> str:
        return str(self.order_id)


class PlaceOrder(OrderCommand, OrderToPlace):
    """Place this order; it is placed whole or, where anything in it is wrong, refused whole."""

    by: Actor = "storefront"


class HoldOrder(OrderCommand):
    """Pause the order: no invoice and no slip until it is resumed."""

    reason: Text
    by: Actor = "storefront"


class ResumeOrder(OrderCommand):
    """End the pause; what was held back is made."""

    by: Actor = "storefront"


class CancelOrder(OrderCommand):
    """`expected_version` cancels only the order as the caller saw it."""

    reason: Text | None = None
    notify_customer: Flag = False
    expected_version: Annotated[int, Field(strict=True)] | None = None
    by: Actor = "storefront"
