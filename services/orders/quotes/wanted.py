"""What somebody wants quoted, and what it comes to."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.orders.order.content import OrderContent, Ordered
from services.orders.pricing.arithmetic import ZERO, line_total
from services.orders.pricing.verification import UnknownSku, compute
from services.orders.products.model import Product
from services.orders.settings import ShopSettings
from shared.clock import now
from shared.json_limits import Many
from shared.money import unit_price
from shared.refused import Refused
from shared.schemas.event import Asked
from shared.schemas.money import Currency, PositiveOrZero, VatRate
from shared.schemas.orders import (
    MAX_LINES,
    CustomerToPlace,
    LineToPlace,
    OrderToPlace,
    PaymentToPlace,
    Quantity,
    ShippingToPlace,
    TotalsToPlace,
)
from shared.schemas.values import Flag, Instant, Language, Sku, Text


class PriceMissing(Refused):
    type = "price-missing"
    status = 422


class LineToQuote(Asked):
    """Without `unit_price` and `vat_rate` those of the product count as they are now."""

    sku: Sku
    quantity: Quantity
    unit_price: PositiveOrZero | None = None
    discount: PositiveOrZero = ZERO
    vat_rate: VatRate | None = None


class QuoteToSave(Asked):
    """A quote as staff write it; its totals are computed. Amounts are in its currency, with or without VAT as it says.

    `customer_id` is whom staff know it to be for: its order comes to that customer, unless `customer` has the number of
    another. `comment` is for the customer. It may be accepted until `valid_until`, that second included.
    """

    language: Language = "fr"
    customer: CustomerToPlace
    customer_id: UUID | None = None
    lines: Annotated[Many[LineToQuote], Field(min_length=1, max_length=MAX_LINES)]
    discount: PositiveOrZero = ZERO
    shipping: ShippingToPlace | None = None
    payment: PaymentToPlace
    valid_until: Instant
    comment: Text | None = None


class Prices(Asked):
    """What its amounts are in; it stays as it was when the quote was made."""

    currency: Currency
    prices_include_vat: Flag


_NONE_SENT = TotalsToPlace(net=ZERO, vat=ZERO, gross=ZERO)


def computed(wanted: QuoteToSave, prices: Prices, products: Mapping[str, Product], settings: ShopSettings) -> Ordered:
    """Raises what is refused of an order, and PriceMissing."""
    order = OrderToPlace.model_construct(
        language=wanted.language,
        currency=prices.currency,
        prices_include_vat=prices.prices_include_vat,
        customer=wanted.customer,
        lines=tuple(
            _line(number, line, products.get(line.sku), prices) for number, line in enumerate(wanted.lines, start=1)
        ),
        discount=wanted.discount,
        shipping=wanted.shipping,
        payment=wanted.payment,
        totals=_NONE_SENT,
    )
    found = compute(order, products, shop_country=settings.shop_country, at=now(), more_rates=settings.more_vat_rates)
    content = OrderContent.model_construct(
        language=wanted.language,
        currency=prices.currency,
        prices_include_vat=prices.prices_include_vat,
        **found._asdict(),
    )
    return Ordered(wanted.customer.placed, content)


def _line(number: int, line: LineToQuote, product: Product | None, prices: Prices) -> LineToPlace:
    if product is None:
        raise UnknownSku(f"line {number}: no product has the SKU {line.sku}", field=f"lines/{number - 1}/sku")
    price = line.unit_price if line.unit_price is not None else _price_of(number, product, prices)
    return LineToPlace.model_construct(
        sku=line.sku,
        quantity=line.quantity,
        unit_price=unit_price(price, prices.currency),
        discount=line.discount,
        vat_rate=product.vat_rate if line.vat_rate is None else line.vat_rate,
        total=line_total(line.quantity, price, line.discount, prices.currency),
    )


def _price_of(number: int, product: Product, prices: Prices) -> Decimal:
    """Raises PriceMissing."""
    is_its = (product.currency, product.price_includes_vat) == (prices.currency, prices.prices_include_vat)
    if product.price is None or not is_its:
        vat = "with" if prices.prices_include_vat else "without"
        raise PriceMissing(
            f"line {number} ({product.sku}): the product has no price in {prices.currency} {vat} VAT: give one",
            field=f"lines/{number - 1}/unit_price",
        )
    return product.price
