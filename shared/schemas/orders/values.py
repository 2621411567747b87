"""What an order consists of: its customer, lines, delivery and payment."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.schemas.event import Contract
from shared.schemas.money import Amount, Country, PositiveOrZero, VatRate
from shared.schemas.values import AddressLine, Email, Line, Sku

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
