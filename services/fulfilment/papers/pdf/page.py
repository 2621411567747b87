"""What stands on a packing slip, as values that slip.typ lays out."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field
from pydantic_settings import BaseSettings

from services.fulfilment.papers.model import Paper
from services.fulfilment.papers.pdf.barcode import barcode_svg
from services.fulfilment.papers.pdf.words import PAGE
from services.fulfilment.papers.to_print import ToPrint
from services.fulfilment.slips.model import slip_number
from shared import formats
from shared.bidi import isolated
from shared.money import decimals_of
from shared.pdf.addresses import address_lines
from shared.schemas.fulfilment import ShipmentLine, ShipmentState
from shared.schemas.method_names import method_name
from shared.schemas.values import Language
from shared.shop_name import shop_name

Values = dict[str, Any]


class _Place(BaseSettings):
    # The one that orders and billing date by.
    time_zone: ZoneInfo = Field(default=ZoneInfo("Europe/Paris"), validation_alias="BACKSHOP_SELLER_TIME_ZONE")


def page_values(to_print: ToPrint) -> Values:
    return _Page(to_print).values()


class _Page:
    """`paper` is what is known of its order beside its goods."""

    def __init__(self, to_print: ToPrint) -> None:
        self.to_print = to_print
        self.shipment = to_print.shipment
        self.slip = to_print.shipment.slip
        self.paper = to_print.paper
        self.language = to_print.language
        self.words = PAGE[to_print.language]
        self.lines = to_print.lines
        self.known = {one.line_no: one for one in self.paper.lines} if self.paper else {}

    def values(self) -> Values:
        columns = self._columns()
        return {
            "language": self.language,
            "shop": shop_name(),
            "number": self.slip.number,
            "barcode": barcode_svg(self.slip.number),
            "facts": [[self.words[name], value] for name, value in self._facts() if value],
            "to": self._to(),
            "mark": self._mark(),
            "notes": list(self._notes()),
            "remark": isolated(self.paper.feedback) if self.paper and self.paper.feedback else None,
            "columns": [self.words[name] for name in columns],
            "wide": columns.index("title") if "title" in columns else columns.index("sku"),
            "numbers": len([name for name in columns if name not in _TEXTS]),
            "rows": [[str(one) for one in self._row(line, columns)] for line in self.lines],
            "units": formats.number(sum(line.quantity for line in self.lines), self.language),
            "words": {name: self.words[name] for name in ("slip", "page", "remark", "units")},
        }

    def _facts(self) -> Iterator[tuple[str, str | None]]:
        paper, slip, order = self.paper, self.slip, self.shipment.order
        yield "order", order.number
        if paper:
            yield "ordered_on", self._day(paper.placed_at)
        yield "made_on", self._day(slip.created_at)
        yield "others", ", ".join(slip_number(number) for number in self.to_print.others)
        if slip.shipped_at:
            yield "handed_over_on" if order.pickup else "shipped_on", self._day(slip.shipped_at)
        if paper and paper.shipping_method:
            yield "shipping", isolated(method_name(paper.shipping_method, self.language))
        if paper:
            yield "customer", isolated(paper.customer)
            yield "phone", paper.phone

    def _to(self) -> Values | None:
        if self.paper is None:
            return None
        name = "picked_up_by" if self.paper.pickup else "deliver_to"
        lines = address_lines(self.paper.address, self.paper.customer, self.language)
        return {
            "title": self.words[name],
            "lines": lines,
            "name": isolated(self.paper.address.name or self.paper.customer),
        }

    def _mark(self) -> str | None:
        """What stands across the page."""
        if self.to_print.is_sample:
            return self.words["sample"]
        return self.words["void"] if self.slip.state is ShipmentState.VOID else None

    def _notes(self) -> Iterator[str]:
        if on := self.slip.merged_into:
            yield self.words["goods_on"].format(number=slip_number(on))
        yield from (self.words[name] for name in self._named_notes())

    def _named_notes(self) -> Iterator[str]:
        """What somebody with the paper in their hand must know. Once it has left, only what is of the goods."""
        order, state = self.shipment.order, self.slip.state
        if state in (ShipmentState.READY, ShipmentState.NOT_SHIPPED):
            if order.is_cancelled:
                yield "cancelled"
            elif order.held:
                yield "held"
            if self.shipment.missing:
                yield "waits_for"
        if self.slip.replaces:
            yield "again"
        if self.paper and self.paper.gift:
            yield "gift"

    def _columns(self) -> list[str]:
        names = ["location"] if any(line.sku in self.to_print.locations for line in self.lines) else []
        names += ["sku", "title", "quantity"] if self.paper else ["sku", "quantity"]
        names += ["waits"] if self.shipment.missing else []
        if self.paper and not self.paper.gift:
            names.append("unit_price_with_vat" if self.paper.prices_include_vat else "unit_price_without_vat")
        return names

    def _row(self, line: ShipmentLine, columns: list[str]) -> Iterator[str]:
        known = self.known.get(line.line_no)
        for name in columns:
            match name:
                case "location":
                    yield isolated(self.to_print.locations.get(line.sku, ""))
                case "sku":
                    yield isolated(line.sku)
                case "title":
                    yield isolated(known.title) if known else ""
                case "quantity":
                    yield formats.number(line.quantity, self.language)
                case "waits":
                    missing = self.to_print.missing(line)
                    yield formats.number(missing, self.language) if missing else ""
                case _:
                    yield _price(known.unit_price, self.paper, self.language) if known and self.paper else ""

    def _day(self, at: datetime) -> str:
        return formats.long_date(_date_of(at), self.language)


_TEXTS = ("location", "sku", "title")


def _price(price: Decimal, paper: Paper, language: Language) -> str:
    """A screw may cost a fraction of a cent."""
    exponent = price.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return formats.money(price, paper.currency, language, decimals=max(-exponent, decimals_of(paper.currency)))


@cache
def _place() -> ZoneInfo:
    return _Place().time_zone


def _date_of(at: datetime) -> date:
    return at.astimezone(_place()).date()
