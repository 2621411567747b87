"""What an exchange comes to before it is decided: the credit of the goods, the price of the others, the difference."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from services.backoffice.pages.returns.credit_preview import credit_preview
from services.backoffice.pages.returns.owed import with_what_is_owed
from services.backoffice.web.service_clients import Json
from services.backoffice.web.stock_dots import dots_of
from services.backoffice.web.visit import Visit
from shared.clock import now
from shared.money import to_cent, vat_amount
from shared.refused import Refused

ZERO = Decimal(0)


class NoPrice(Refused):
    type = "no-price"
    status = 422


class Article(NamedTuple):
    """`amount` is in the price basis of the order; `missing` is how many are not in stock."""

    sku: str
    title: str
    quantity: int
    amount: Decimal
    rate: Decimal
    missing: int = 0
    may_wait: bool = True


async def exchange_sums(visit: Visit, one: Json, sold: Json, asked: Json) -> Json:
    """`sold` is the order that the goods came from. What of them is credited already counts as it was credited.
    What of the credit was not paid settles nothing.

    Raises NoPrice, and ServiceRefused where they cannot be credited.
    """
    currency, with_vat = sold["currency"], sold["prices_include_vat"]
    articles = await _with_stock(visit, await _articles(visit, sold, asked))
    shipping = Decimal(asked["shipping_price"] or 0)
    basis = defaultdict[Decimal, Decimal](Decimal)
    for rate, amount in (
        *((article.rate, article.amount) for article in articles),
        (_shipping_rate(sold, articles), shipping),
    ):
        basis[rate] += amount
    price = sum(
        (vat_amount(rate, of, includes_vat=with_vat, currency=currency).gross for rate, of in basis.items()), ZERO
    )
    units = {line["line_no"]: line["quantity"] for line in asked["lines"]}
    to_credit = _to_credit(one, units)
    credit = await credit_preview(visit, one, to_credit) if to_credit else None
    credited = Decimal(one["to_refund"]) if to_credit != units else ZERO
    given = credited + (Decimal(credit["totals"]["gross"]) if credit else ZERO)
    owed = Decimal(credit["owed"]) if credit else Decimal((await with_what_is_owed(visit, one))["to_refund"])
    not_paid = max(given - owed, ZERO)
    return {
        "currency": currency,
        "with_vat": with_vat,
        "articles": articles,
        "shipping": shipping,
        "price": to_cent(price, currency),
        "credit": credit,
        "credited": credited,
        "given": to_cent(given, currency),
        "not_paid": to_cent(not_paid, currency),
        "difference": to_cent(price - given + not_paid, currency),
    }


async def _with_stock(visit: Visit, articles: Sequence[Article]) -> list[Article]:
    """Where fulfilment does not answer, or does not count a product, nothing is missing of it."""
    stock = await dots_of(visit, [article.sku for article in articles])
    return [_missing(article, stock.get(article.sku)) for article in articles]


def _missing(article: Article, stock: Json | None) -> Article:
    if stock is None or stock["available"] is None:
        return article
    missing = min(max(article.quantity - stock["available"], 0), article.quantity)
    until = stock["backorders_until"]
    may_wait = datetime.fromisoformat(until) > now() if until else stock["backorders"] == "allow"
    return article._replace(missing=missing, may_wait=may_wait)


def _to_credit(one: Json, units: Mapping[int, int]) -> dict[int, int]:
    """Of these units those that no credit stands for yet."""
    left = Counter({line["line_no"]: line["quantity"] for line in one["lines"]})
    for decision in one["decisions"]:
        if decision["kind"] == "credit" and decision["state"] != "refused":
            left.subtract({line["line_no"]: line["quantity"] for line in decision["lines"]})
    counts = {line_no: min(quantity, left[line_no]) for line_no, quantity in units.items()}
    return {line_no: count for line_no, count in counts.items() if count > 0}


async def _articles(visit: Visit, sold: Json, asked: Json) -> list[Article]:
    lines = {line["line_no"]: line for line in sold["lines"]}
    if not asked["replacements"]:
        return [_same(lines[of["line_no"]], of["quantity"], sold["currency"]) for of in asked["lines"]]
    return [await _other(visit, sold, one, place) for place, one in enumerate(asked["replacements"])]


def _same(line: Json, quantity: int, currency: str) -> Article:
    """At the value that it is credited at."""
    value = to_cent(Decimal(line["payable"]) * quantity / line["quantity"], currency)
    return Article(line["sku"], line["title"], quantity, value, Decimal(line["vat_rate"]))


async def _other(visit: Visit, sold: Json, one: Json, place: int) -> Article:
    found = (await visit.services.get("orders", "/products", sku=one["sku"]))["items"]
    product: Json = found[0] if found else {}
    price = one.get("unit_price")
    if price is None:
        as_sold = (sold["currency"], sold["prices_include_vat"])
        if not product.get("price") or (product["currency"], product["price_includes_vat"]) != as_sold:
            raise NoPrice(f"{one['sku']} has no price here: name one", field=f"replacements/{place}/unit_price")
        price = product["price"]
    amount = to_cent(Decimal(price) * one["quantity"], sold["currency"]) - Decimal(one["discount"])
    rate = one.get("vat_rate") or product.get("vat_rate") or "0"
    return Article(one["sku"], str(product.get("title", one["sku"])), one["quantity"], amount, Decimal(rate))


def _shipping_rate(sold: Json, articles: Iterable[Article]) -> Decimal:
    if sold["shipping"] and Decimal(sold["shipping"]["price"]):
        return Decimal(sold["shipping"]["vat_rate"])
    return max((article.rate for article in articles), default=ZERO)
