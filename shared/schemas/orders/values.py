"""What an order consists of: its customer, lines, delivery and payment; what it is an exchange of."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.schemas.event import Contract
from shared.schemas.money import Amount, Country, PositiveOrZero, VatRate
from shared.schemas.values import AddressLine, Day, Email, Flag, Line, Sku
from shared.schemas.written_as import WrittenAs

MOST_HOURS = 366 * 24
"""That an order may wait for its payment and expire after."""

Quantity = Annotated[int, Field(gt=0, le=1_000_000, strict=True)]


class Address(Contract):
    """A postal address; only the country is always known."""

    name: Line | None = None
    company: Line | None = None
    street: AddressLine | None = None
    street2: AddressLine | None = None
    postal_code: Line | None = None
    city: Line | None = None
    region: Line | None = None
    country: Country


class Customer(Contract):
    """Who ordered. `reference` is the customer's number at the shop; without an e-mail no message is sent.

    `vat_number` is that of a business, with its country's letters; an invoice without VAT within the EU needs it.
    """

    reference: Line | None = None
    name: Line
    email: Email | None = None
    phone: Line | None = None
    vat_number: Line | None = None
    billing_address: Address
    delivery_address: Address | None = None

    @property
    def ships_to(self) -> Address:
        return self.delivery_address or self.billing_address

    @property
    def is_business(self) -> bool:
        return self.vat_number is not None or self.billing_address.company is not None


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


class PaymentTerms(Contract):
    """What an order was placed under: whether it ships before it is paid, and after how many hours it expires unpaid.

    `expires_after_h` is null where it waits for its payment for ever.
    """

    ships_unpaid: Flag = False
    expires_after_h: Annotated[int, Field(strict=True, ge=1, le=MOST_HOURS)] | None = None


class CancelCode(StrEnum):
    """Why an order was cancelled, where that is a rule of the shop and no decision of somebody.

    `expired`: it was not paid within the period of its method of payment.
    """

    EXPIRED = "expired"


class StatusColour(StrEnum):
    """Of a custom status: few, so that each can be read wherever it stands."""

    GREY = "grey"
    BLUE = "blue"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    PURPLE = "purple"


StatusCode = Annotated[
    str,
    Field(max_length=60),
    WrittenAs(
        r"^[a-z0-9]+(-[a-z0-9]+)*$",
        'write small letters a to z and digits, with hyphens between, such as "being-engraved"',
    ),
]
"""What a custom status is known by: it stays, also where its titles change."""


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


class ExchangeOf(Contract):
    """The return that an order is the exchange of, by its `number`, and the order it came from.

    The id of such an order is that of the decision about the return. `due_on` is when its invoice is due, where it
    leaves in advance.
    """

    return_id: UUID
    number: Line
    order_id: UUID
    order_number: Line
    advance: Flag = False
    due_on: Day | None = None
