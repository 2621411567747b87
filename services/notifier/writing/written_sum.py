"""The lines of an order, and its sum, as a mail writes them: what stands there adds up to its total."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from services.notifier.writing.letters import block
from services.notifier.writing.markup import Written
from shared.formats import money, number
from shared.schemas.fulfilment import LineQuantity, LineTitle, ShipmentLine
from shared.schemas.method_names import method_name
from shared.schemas.orders import DeliveryKind, OrderCancelled, OrderLine, OrderPlaced
from shared.schemas.values import Language
from shared.sums import Charged, Part, Sum

SHOWN_LINES = 50
"""An order may have 2,000 lines; a mail names the first ones, and counts and adds up the rest."""


class WrittenLines(NamedTuple):
    """The first lines, as quantity and title; `more` are counted."""

    shown: list[tuple[str, str]]
    more: str | None


class WrittenLine(NamedTuple):
    """A line as it is read; without an amount where the sum is not known."""

    quantity: str
    title: str
    amount: str | None


class WrittenRow(NamedTuple):
    """A part of the sum beside the lines."""

    part: Part
    method: str
    amount: str


def written_goods(
    lines: Sequence[ShipmentLine | LineQuantity], titles: Iterable[LineTitle], language: Language
) -> Written | None:
    """How many of what; by its SKU where the order is from before its titles were kept. None where there are none."""
    if not lines:
        return None
    known = {line.line_no: line.title for line in titles}
    shown = [(number(one.quantity, language), known.get(one.line_no, one.sku)) for one in lines[:SHOWN_LINES]]
    rest = len(lines) - len(shown)
    return block("lines", language, lines=WrittenLines(shown, number(rest, language) if rest else None))


def written_sum(order: OrderPlaced | OrderCancelled) -> Written:
    """The lines and what they add up to. Where not all of its figures are known, there are none but the total."""
    known = _sum(order)
    language, currency, shipping = order.language, order.currency, order.shipping
    shown, rest = order.lines[:SHOWN_LINES], order.lines[SHOWN_LINES:]
    return block(
        "sum",
        language,
        lines=[_line(line, currency, language, priced=known is not None) for line in shown],
        more=number(len(rest), language) if rest else None,
        more_amount=money(_added(rest), currency, language) if rest and known else None,
        rows=_rows(known, currency, language) if known else [],
        pickup=shipping is not None and shipping.kind is DeliveryKind.PICKUP,
        total=written_total(order),
        cancelled=isinstance(order, OrderCancelled),
        vat_included=money(known.vat_included, currency, language) if known and known.vat_included else None,
    )


def written_total(order: OrderPlaced | OrderCancelled) -> str:
    gross = order.totals.gross if isinstance(order, OrderPlaced) else order.gross
    return money(gross, order.currency, order.language)


def _sum(order: OrderPlaced | OrderCancelled) -> Sum | None:
    """None where it is not told whole: a cancellation was once announced with its lines alone."""
    if order.totals is None or order.discount is None or order.payment is None or order.prices_include_vat is None:
        return None
    shipping, payment = order.shipping, order.payment
    found = Sum(
        lines=[line.total for line in order.lines],
        discount=order.discount,
        shipping=Charged(shipping.method, shipping.price) if shipping else None,
        payment=Charged(payment.method, payment.cost),
        prices_include_vat=order.prices_include_vat,
        vat=order.totals.vat,
        total=order.totals.gross,
    )
    return found if found.adds_up else None


def _rows(of: Sum, currency: str, language: Language) -> list[WrittenRow]:
    return [
        WrittenRow(row.part, method_name(row.method or "", language), money(row.amount, currency, language))
        for row in of.rows
    ]


def _line(line: OrderLine, currency: str, language: Language, *, priced: bool) -> WrittenLine:
    amount = money(line.total, currency, language) if priced else None
    return WrittenLine(number(line.quantity, language), line.title, amount)


def _added(lines: Sequence[OrderLine]) -> Decimal:
    return sum((line.total for line in lines), Decimal(0))
