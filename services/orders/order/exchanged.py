"""The order that is placed for what goods of a return are exchanged for, as it is verified like any other."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.orders.order.content import OrderContent
from services.orders.order.store import OrderWithContent
from services.orders.order.to_place import customer_to_place
from services.orders.pricing.arithmetic import ZERO, line_total
from services.orders.products.model import Product
from shared.money import to_cent
from shared.refused import Refused
from shared.schemas.exchanges import Exchange, Replacement
from shared.schemas.orders import LineToPlace, OrderLine, PaymentToPlace, PlaceOrder, ShippingToPlace, TotalsToPlace


class NoSuchLine(Refused):
    type = "line-not-ordered"


class NoPrice(Refused):
    type = "no-price"


def order_in_exchange(
    of: OrderWithContent, exchange: Exchange, products: Mapping[str, Product], *, order_id: UUID, number: str, by: str
) -> PlaceOrder:
    """To the same customer and by the same means as the order that the goods came from; its totals are not computed.

    `number` is of the return, by which it is found. Raises NoSuchLine and NoPrice.
    """
    content = of.ordered.content
    return PlaceOrder.model_construct(
        order_id=order_id,
        by=by,
        reference=number,
        language=content.language,
        currency=content.currency,
        prices_include_vat=content.prices_include_vat,
        customer=customer_to_place(of.ordered.customer),
        lines=tuple(_line(of, one, products.get(one.sku)) for one in exchange.replacements),
        shipping=_delivery(content, exchange),
        payment=PaymentToPlace.model_construct(method=content.payment.method),
        totals=TotalsToPlace.model_construct(net=ZERO, vat=ZERO, gross=ZERO),
        reservation_id=order_id,
    )


def _delivery(content: OrderContent, exchange: Exchange) -> ShippingToPlace | None:
    before = content.shipping
    if before is None:
        return None
    price = exchange.shipping_price or ZERO
    charge: dict[str, Any] = {"method": before.method, "kind": before.kind, "price": price}
    if price and before.price:
        charge["vat_rate"] = before.vat_rate
    return ShippingToPlace.model_construct(**charge)


def _line(of: OrderWithContent, one: Replacement, product: Product | None) -> LineToPlace:
    content = of.ordered.content
    if one.line_no is not None:
        back = of.order.given_back.parts.get(one.line_no)
        return _same_article(content, one, one.line_no, units_back=back.quantity if back else 0)
    price, rate = one.unit_price, one.vat_rate
    if price is None:
        price = _price_of(content, one, product)
    if rate is None:
        rate = product.vat_rate if product else ZERO
    return _to_place(content, one, price, one.discount, rate)


def _price_of(content: OrderContent, one: Replacement, product: Product | None) -> Decimal:
    """A product that is not known is refused as that."""
    if product is None:
        return ZERO
    as_ordered = (content.currency, content.prices_include_vat)
    if product.price is None or (product.currency, product.price_includes_vat) != as_ordered:
        basis = "with" if content.prices_include_vat else "without"
        raise NoPrice(f"{one.sku} has no price in {content.currency} {basis} VAT, as the order's are: name one")
    return product.price


def _same_article(content: OrderContent, one: Replacement, line_no: int, *, units_back: int) -> LineToPlace:
    """At the value of so many units of the line after its discounts: that is what they are credited at."""
    line = next((line for line in content.lines if line.line_no == line_no), None)
    if line is None:
        raise NoSuchLine(f"line {line_no} is not ordered any more: name the articles and their prices")
    whole = line_total(one.quantity, line.unit_price, ZERO, content.currency)
    before = units_back - one.quantity if one.credited else units_back
    value = min(_value_of(line, one.quantity, max(before, 0), content.currency), whole)
    return _to_place(content, one, line.unit_price, whole - value, line.vat_rate)


def _value_of(line: OrderLine, quantity: int, before: int, currency: str) -> Decimal:
    """Rounded cumulatively, as the units are credited after so many of the line before them."""
    if before + quantity > line.quantity:
        before = 0
    upto, since = (to_cent(line.payable * units / line.quantity, currency) for units in (before + quantity, before))
    return upto - since


def _to_place(content: OrderContent, one: Replacement, price: Decimal, discount: Decimal, rate: Decimal) -> LineToPlace:
    return LineToPlace.model_construct(
        sku=one.sku,
        quantity=one.quantity,
        unit_price=price,
        discount=discount,
        vat_rate=rate,
        total=max(line_total(one.quantity, price, discount, content.currency), ZERO),
    )
