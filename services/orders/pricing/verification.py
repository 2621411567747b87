"""What a storefront sends is verified, not trusted: products, prices, VAT rates, dates and every total."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from services.orders.pricing.arithmetic import ZERO, line_total, spread, totals_of
from services.orders.pricing.vat_rates import MoreRates, is_known, rates_on
from services.orders.products.model import Product
from shared.money import exactly, unit_price
from shared.refused import Refused
from shared.schemas.dates import LATEST_ARRIVAL, WrongDate, why_impossible
from shared.schemas.money import MOST, Totals
from shared.schemas.orders import DeliveryKind, LineToPlace, OrderLine, OrderToPlace, Payment, Shipping


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


class TooMuch(Refused):
    """More than an amount can be, in what is computed of amounts that each can be."""

    type = "amount-too-large"
    status = 422


class Verified(NamedTuple):
    """What the order comes to, and what was sent beside its lines, in the decimals of its currency."""

    lines: tuple[OrderLine, ...]
    lines_total: Decimal
    discount: Decimal
    shipping: Shipping | None
    payment: Payment
    totals: Totals


class Taxed(NamedTuple):
    """Where and when the order is taxed. A small seller may charge the rates of its own country elsewhere in the EU
    (Directive 2006/112, art. 59c), so those are always among `countries`."""

    countries: Sequence[str]
    domestic: bool
    day: date
    more_rates: MoreRates
    agreed: bool = False


def verify(
    order: OrderToPlace,
    products: Mapping[str, Product],
    *,
    shop_country: str,
    at: datetime,
    occurred_at: datetime | None = None,
    more_rates: MoreRates | None = None,
    agreed: bool = False,
) -> Verified:
    """Compute the order from the shop's own products; refuse it where what was sent differs.

    `occurred_at` is when it was placed where it is brought over from. `agreed`: its prices and VAT rates are those that
    the shop has offered, whatever its products cost by now.
    """
    _verify_date(order.placed_at, at)
    taxed = _place_of(order, shop_country=shop_country, at=at, occurred_at=occurred_at, more_rates=more_rates)
    computed = _compute(order, products, taxed._replace(agreed=agreed))
    _verify_totals(order, computed.totals)
    return computed


def compute(
    order: OrderToPlace,
    products: Mapping[str, Product],
    *,
    shop_country: str,
    at: datetime,
    more_rates: MoreRates | None = None,
) -> Verified:
    """What an order at the prices that are offered comes to: the same, whose totals are not looked at."""
    taxed = _place_of(order, shop_country=shop_country, at=at, occurred_at=None, more_rates=more_rates)
    return _compute(order, products, taxed._replace(agreed=True))


def _place_of(
    order: OrderToPlace,
    *,
    shop_country: str,
    at: datetime,
    occurred_at: datetime | None,
    more_rates: MoreRates | None,
) -> Taxed:
    domestic = is_domestic(order, shop_country)
    countries = [shop_country] if domestic else [order.customer.ships_to.country, shop_country]
    return Taxed(countries, domestic, _taxed_on(order.placed_at, occurred_at, at), more_rates or {})


def _compute(order: OrderToPlace, products: Mapping[str, Product], taxed: Taxed) -> Verified:
    totals = [
        _verify_line(number, line, products.get(line.sku), order, taxed)
        for number, line in enumerate(order.lines, start=1)
    ]
    lines_total = not_too_much("the sum of the lines", sum(totals, ZERO))
    discount = _verify_discount(order, lines_total)
    payable = spread(discount, totals, order.currency)
    lines = tuple(
        _placed_line(number, line, products[line.sku], order.currency, total=total, payable=to_pay)
        for number, (line, total, to_pay) in enumerate(zip(order.lines, totals, payable, strict=True), start=1)
    )
    shipping = order.shipping and _verify_shipping(order, order.shipping.placed, lines, taxed)
    payment = _verify_payment(order, lines, taxed)
    computed = _totals(order, lines, shipping, payment)
    return Verified(lines, lines_total, discount, shipping, payment, computed)


def is_domestic(order: OrderToPlace, shop_country: str) -> bool:
    """Whether the shop's own VAT rates apply: goods handed over or delivered in its country.

    Elsewhere the rates of the destination apply, or still the shop's. Which of them a product has there the shop's
    catalogue does not know: any that one of the countries has is accepted.
    """
    picked_up = order.shipping is not None and order.shipping.kind is DeliveryKind.PICKUP
    return picked_up or order.customer.ships_to.country == shop_country


def _taxed_on(placed_at: datetime | None, occurred_at: datetime | None, at: datetime) -> date:
    """Only who brings old orders over may choose the rates of old times."""
    placed_on = (placed_at or occurred_at or at).date()
    return placed_on if occurred_at else max(placed_on, (at - LATEST_ARRIVAL).date())


def _verify_date(placed_at: datetime | None, at: datetime) -> None:
    if placed_at and (why := why_impossible(placed_at, at)):
        raise WrongDate(f"placed_at {placed_at.isoformat()} {why}", field="placed_at")


def _verify_line(number: int, line: LineToPlace, product: Product | None, order: OrderToPlace, taxed: Taxed) -> Decimal:
    """The line's total, once it agrees with the product."""
    if product is None:
        raise UnknownSku(f"line {number}: no product has the SKU {line.sku}", field=f"lines/{number - 1}/sku")
    if product.price is not None and not taxed.agreed:
        _verify_price(number, line, product, order)
    by_product = taxed.domestic and not taxed.agreed
    if by_product and line.vat_rate != product.vat_rate:
        raise WrongVatRate(
            f"line {number} ({line.sku}): vat_rate {line.vat_rate} was sent, {product.vat_rate} is right",
            brief=f"line {number} ({line.sku}): vat_rate {line.vat_rate} was sent, which is not the product's",
            field=f"lines/{number - 1}/vat_rate",
        )
    if not by_product and not (taxed.agreed and line.vat_rate == product.vat_rate):
        verify_rate(f"line {number} ({line.sku}): vat_rate", line.vat_rate, taxed)
    in_currency(f"line {number} ({line.sku}): discount", line.discount, order.currency)
    total = line_total(line.quantity, line.unit_price, line.discount, order.currency)
    if total < 0:
        raise WrongTotals(
            f"line {number} ({line.sku}): discount {line.discount} was sent,"
            f" more than {line.quantity} x {line.unit_price}",
            field=f"lines/{number - 1}/discount",
        )
    if line.total != total:
        raise WrongTotals(
            f"line {number} ({line.sku}): total {line.total} was sent,"
            f" {line.quantity} x {line.unit_price} - {line.discount} = {total} is right",
            field=f"lines/{number - 1}/total",
        )
    return total


def _verify_price(number: int, line: LineToPlace, product: Product, order: OrderToPlace) -> None:
    if product.currency != order.currency:
        raise WrongPrice(
            f"line {number} ({line.sku}): its price is in {product.currency}, the order in {order.currency}",
            brief=f"line {number} ({line.sku}): its price is not in {order.currency}, as the order is",
        )
    if product.price_includes_vat != order.prices_include_vat:
        its, theirs = ("with", "without") if product.price_includes_vat else ("without", "with")
        raise WrongPrice(f"line {number} ({line.sku}): its price is {its} VAT, the order's prices are {theirs} VAT")
    if product.price != line.unit_price:
        detail = f"line {number} ({line.sku}): unit_price {line.unit_price} was sent, {product.price} is right"
        brief = f"line {number} ({line.sku}): unit_price {line.unit_price} was sent, which is not its price"
        raise WrongPrice(detail, brief=brief, field=f"lines/{number - 1}/unit_price")


def _verify_discount(order: OrderToPlace, goods: Decimal) -> Decimal:
    discount = in_currency("discount", order.discount, order.currency)
    if discount > goods:
        raise WrongTotals(f"discount {order.discount} was sent, more than the lines' sum of {goods}", field="discount")
    return discount


def _verify_shipping(order: OrderToPlace, sent: Shipping, lines: Sequence[OrderLine], taxed: Taxed) -> Shipping:
    price = in_currency("shipping.price", sent.price, order.currency)
    rate = sent.vat_rate if "vat_rate" in sent.model_fields_set else None
    vat_rate = rate_of_charge("shipping", price, rate, lines, taxed)
    return Shipping.model_construct(**sent.__dict__ | {"price": price, "vat_rate": vat_rate})


def _verify_payment(order: OrderToPlace, lines: Sequence[OrderLine], taxed: Taxed) -> Payment:
    sent = order.payment.placed
    cost = in_currency("payment.cost", sent.cost, order.currency)
    rate = sent.vat_rate if "vat_rate" in sent.model_fields_set else None
    vat_rate = rate_of_charge("payment", cost, rate, lines, taxed)
    return Payment.model_construct(**sent.__dict__ | {"cost": cost, "vat_rate": vat_rate})


def rate_of_charge(
    name: str, price: Decimal, sent: Decimal | None, lines: Sequence[OrderLine], taxed: Taxed
) -> Decimal:
    """What is charged beside the goods is taxed as they are: without a rate of its own at the highest of theirs."""
    of_goods = max(line.vat_rate for line in lines)
    if sent is None:
        return of_goods if price else ZERO
    if price and not sent and all(line.vat_rate for line in lines):
        raise WrongVatRate(f"{name}.vat_rate 0 was sent for taxed goods, {of_goods} is usual: leave it out for that")
    if sent not in {line.vat_rate for line in lines}:
        verify_rate(f"{name}.vat_rate", sent, taxed)
    return sent


def verify_rate(name: str, rate: Decimal, taxed: Taxed) -> None:
    if any(is_known(rate, country, taxed.day, taxed.more_rates) for country in taxed.countries):
        return
    known = {country: rates_on(country, taxed.day, taxed.more_rates) for country in taxed.countries}
    has = "; ".join(f"{country} has {', '.join(map(str, rates))}" for country, rates in known.items() if rates)
    raise WrongVatRate(f"{name} {rate} was sent, on {taxed.day} {has or 'no country has that much'}")


def in_currency(name: str, amount: Decimal, currency: str) -> Decimal:
    """Raises WrongTotals."""
    exact = exactly(amount, currency)
    if exact is None:
        raise WrongTotals(f"{name} {amount} was sent, which has more decimals than {currency}")
    return exact


def not_too_much(name: str, amount: Decimal) -> Decimal:
    if amount > MOST:
        raise TooMuch(f"{name} is {amount}, more than an amount can be: {MOST}")
    return amount


def _placed_line(
    number: int, line: LineToPlace, product: Product, currency: str, *, total: Decimal, payable: Decimal
) -> OrderLine:
    return OrderLine.model_construct(
        line_no=number,
        sku=line.sku,
        title=product.title,
        quantity=line.quantity,
        unit_price=unit_price(line.unit_price, currency),
        discount=in_currency("discount", line.discount, currency),
        vat_rate=line.vat_rate,
        total=total,
        payable=payable,
        ships=product.ships,
    )


def _totals(order: OrderToPlace, lines: Sequence[OrderLine], shipping: Shipping | None, payment: Payment) -> Totals:
    amounts = [(line.vat_rate, line.payable) for line in lines]
    if shipping and shipping.price:
        amounts.append((shipping.vat_rate, shipping.price))
    if payment.cost:
        amounts.append((payment.vat_rate, payment.cost))
    totals = totals_of(amounts, includes_vat=order.prices_include_vat, currency=order.currency)
    not_too_much("the total", totals.gross)
    return totals


def _verify_totals(order: OrderToPlace, right: Totals) -> None:
    sent = order.totals
    wrong = [
        f"totals.{name} {getattr(sent, name)} was sent, {getattr(right, name)} is right"
        for name in ("net", "vat", "gross")
        if getattr(sent, name) != getattr(right, name)
    ]
    if wrong:
        raise WrongTotals("; ".join(wrong))
