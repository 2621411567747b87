"""What stands on the label and on the form of a return, as values that papers.typ lays out."""

from collections.abc import Iterator
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field
from pydantic_settings import BaseSettings

from services.returns.papers.model import ToPrint
from services.returns.papers.pdf.words import PAGE, REASONS, RESOLUTIONS
from services.returns.returned.lines import ReturnLine
from shared import formats
from shared.bidi import isolated
from shared.pdf.addresses import address_lines
from shared.pdf.qr import qr_svg
from shared.schemas.orders import Address
from shared.schemas.returns import ReturnOrigin
from shared.shop_name import shop_name

Values = dict[str, Any]


class _Place(BaseSettings):
    # The one that all services date by.
    time_zone: ZoneInfo = Field(default=ZoneInfo("Europe/Paris"), validation_alias="BACKSHOP_SELLER_TIME_ZONE")


def page_values(wanted: ToPrint) -> Values:
    return _Page(wanted).values()


class _Page:
    def __init__(self, wanted: ToPrint) -> None:
        self.wanted, self.one, self.order = wanted, wanted.one, wanted.order
        self.language = wanted.language
        self.words = PAGE[self.language]
        self.titles = {line.line_no: line.title for line in self.order.lines}

    def values(self) -> Values:
        words, one = self.words, self.one
        return {
            "kind": self.wanted.kind,
            "language": self.language,
            "title": f"{words[self.wanted.kind]} {one.number}",
            "heading": words[self.wanted.kind],
            "shop": isolated(shop_name()),
            "number": one.number,
            "qr": qr_svg(one.number),
            "facts": [[words[name], value] for name, value in self._facts() if value],
            "to": self._to(),
            "sender": self._sender(),
            "rows": [self._row(line) for line in one.lines],
            "comment": isolated(one.comment) if one.comment else None,
            "steps": list(self._steps()),
            "words": {name: words[name] for name in _NAMED},
        }

    def _facts(self) -> Iterator[tuple[str, str | None]]:
        yield "order", self.order.number
        yield "date", formats.long_date(self.one.opened_at.astimezone(_time_zone()).date(), self.language)
        yield ("sent_by" if self._is_withdrawal else "until"), self._until

    @property
    def _is_withdrawal(self) -> bool:
        """It is to be sent by its last day, and not to be here."""
        return self.one.origin is ReturnOrigin.WITHDRAWAL

    @property
    def _until(self) -> str | None:
        return formats.long_date(self.one.expires_on, self.language) if self.one.expires_on else None

    def _to(self) -> list[str]:
        to = self.wanted.to
        address = Address.model_construct(**to.model_dump(exclude={"receiver"}))
        return address_lines(address, to.receiver, self.language)

    def _sender(self) -> list[str] | None:
        sender = self.order.sender
        return address_lines(sender.address, sender.name, self.language) if sender else None

    def _row(self, line: ReturnLine) -> list[str]:
        """Of a line, what it is, how many, why, and what the customer is to have for it."""
        reason = REASONS[self.language][line.reason] if line.reason else ""
        resolution = RESOLUTIONS[self.language][line.resolution] if line.resolution else ""
        title = self.titles.get(line.line_no, "")
        return [isolated(title), isolated(line.sku), formats.number(line.quantity, self.language), reason, resolution]

    def _steps(self) -> Iterator[str]:
        """What the customer does, in this order; nobody pays the way back twice."""
        yield self.words["pack"]
        yield self.words["stick"]
        until = "send_by" if self._is_withdrawal else "send_until"
        yield self.words[until].format(date=self._until) if self._until else self.words["send"]
        yield self.words[f"paid_by_{self.wanted.way_back}"]


_NAMED = (
    "return_to",
    "sender",
    "order",
    "cut",
    "what_to_do",
    "product",
    "quantity",
    "why",
    "wanted",
    "comment",
    "page",
)


@cache
def _time_zone() -> ZoneInfo:
    return _Place().time_zone
