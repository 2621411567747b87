"""What a storefront sends is verified, not trusted: products, prices, VAT rates, dates and every total."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from services.orders.pricing.arithmetic import ZERO, line_total, spread, totals_of
from services.orders.products.model import Product
from shared.money import to_cent
from shared.refused import Refused
from shared.schemas.money import Totals
from shared.schemas.orders import DeliveryKind, LineToPlace, OrderLine, OrderToPlace

CLOCKS_MAY_DIFFER = timedelta(minutes=5)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class UnknownSku(Refused):
    type = "unknown-sku"
    status = 422


class WrongPrice(Refused):
    type = "wrong-price"
    status = 422


class WrongVatRate(Refused):
    type = "wrong-vat-rate"
    status = 422


class WrongTotals(Refused):
    type = "wrong-totals"
    status = 422


class WrongDate(Refused):
    type = "wrong-date"
    status = 422


class Verified(NamedTuple):
    lines: tuple[OrderLine, ...]
    lines_total: Decimal
    totals: Totals


def verify(order: OrderToPlace, products: Mapping[str, Product], *, shop_country: str, at: datetime) -> Verified:
    """Compute the order from the shop's own products; refuse it where what was sent differs."""
    _verify_date(order.placed_at, at)
    domestic = is_domestic(order, shop_country)
    totals = [
        _verify_line(number, line, products.get(line.sku), order, domestic=domestic)
        for number, line in enumerate(order.lines, start=1)
    ]
    lines_total = sum(totals, ZERO)
    _verify_discount_and_costs(order, lines_total)
    payable = spread(order.discount, totals, order.currency)
    lines = tuple(
        _placed_line(number, line, products[line.sku], total=total, payable=to_pay)
        for number, (line, total, to_pay) in enumerate(zip(order.lines, totals, payable, strict=True), start=1)
    )
    computed = _totals(order, lines)
    _verify_totals(order, computed)
    return Verified(lines, lines_total, computed)


def is_domestic(order: OrderToPlace, shop_country: str) -> bool:
    """Whether the shop's own VAT rates apply: goods handed over or delivered in its country.

    Elsewhere the rates of the destination apply, which the shop's catalogue does not know: any rate is accepted.
    """
    picked_up = order.shipping is not None and order.shipping.kind is DeliveryKind.PICKUP
    return picked_up or order.customer.ships_to.country == shop_country


def _verify_date(placed_at: datetime | None, at: datetime) -> None:
    if placed_at is None:
        return
    if placed_at > at + CLOCKS_MAY_DIFFER:
        raise WrongDate(f"placed_at {placed_at.isoformat()} is in the future; it is {at.isoformat()}")
    if placed_at < EARLIEST:
        raise WrongDate(f"placed_at {placed_at.isoformat()} is before 1970")


def _verify_line(
    number: int, line: LineToPlace, product: Product | None, order: OrderToPlace, *, domestic: bool
) -> Decimal:
    """The line's total, once it agrees with the product."""
    if product is None:
        raise UnknownSku(f"line {number}: no product has the SKU {line.sku}")
    if product.price is not None:
        _verify_price(number, line, product, order)
    if domestic and line.vat_rate != product.vat_rate:
        raise WrongVatRate(
            f"line {number} ({line.sku}): vat_rate {line.vat_rate} was sent, {product.vat_rate} is right"
        )
    total = line_total(line.quantity, line.unit_price, line.discount, order.currency)
    if total < 0:
        raise WrongTotals(
            f"line {number} ({line.sku}): discount {line.discount} was sent,"
            f" more than {line.quantity} x {line.unit_price}"
        )
    if line.total != total:
        raise WrongTotals(
            f"line {number} ({line.sku}): total {line.total} was sent,"
            f" {line.quantity} x {line.unit_price} - {line.discount} = {total} is right"
        )
    return total


def _verify_price(number: int, line: LineToPlace, product: Product, order: OrderToPlace) -> None:
    if product.currency != order.currency:
        raise WrongPrice(
            f"line {number} ({line.sku}): its price is in {product.currency}, the order in {order.currency}"
        )
    if product.price_includes_vat != order.prices_include_vat:
        its, theirs = ("with", "without") if product.price_includes_vat else ("without", "with")
        raise WrongPrice(f"line {number} ({line.sku}): its price is {its} VAT, the order's prices are {theirs} VAT")
    if product.price != line.unit_price:
        raise WrongPrice(f"line {number} ({line.sku}): unit_price {line.unit_price} was sent, {product.price} is right")


def _verify_discount_and_costs(order: OrderToPlace, goods: Decimal) -> None:
    _verify_cents("discount", order.discount, order.currency)
    _verify_cents("payment.cost", order.payment.cost, order.currency)
    if order.shipping:
        _verify_cents("shipping.price", order.shipping.price, order.currency)
    if order.discount > goods:
        raise WrongTotals(f"discount {order.discount} was sent, more than the lines' sum of {goods}")


def _verify_cents(name: str, amount: Decimal, currency: str) -> None:
    if amount and amount != to_cent(amount, currency):
        raise WrongTotals(f"{name} {amount} was sent, which has more decimals than {currency}")


def _placed_line(number: int, line: LineToPlace, product: Product, *, total: Decimal, payable: Decimal) -> OrderLine:
    return OrderLine(
        line_no=number,
        sku=line.sku,
        title=product.title,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=line.discount,
        vat_rate=line.vat_rate,
        total=total,
        payable=payable,
        ships=product.ships,
    )


def _totals(order: OrderToPlace, lines: tuple[OrderLine, ...]) -> Totals:
    amounts = [(line.vat_rate, line.payable) for line in lines]
    if order.shipping and order.shipping.price:
        amounts.append((order.shipping.vat_rate, order.shipping.price))
    if order.payment.cost:
        amounts.append((order.payment.vat_rate, order.payment.cost))
    return totals_of(amounts, includes_vat=order.prices_include_vat, currency=order.currency)


def _verify_totals(order: OrderToPlace, right: Totals) -> None:
    sent = order.totals
    wrong = [
        f"totals.{name} {getattr(sent, name)} was sent, {getattr(right, name)} is right"
        for name in ("net", "vat", "gross")
        if getattr(sent, name) != getattr(right, name)
    ]
    if wrong:
        raise WrongTotals("; ".join(wrong))
