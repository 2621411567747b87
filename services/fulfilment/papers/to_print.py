"""A slip with all that stands on it, and the lines of it in the order in which they are picked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.fulfilment.papers.model import Paper
from services.fulfilment.shipments.model import Shipment
from shared.look.look import Look
from shared.schemas.fulfilment import ShipmentLine
from shared.schemas.values import Language


@dataclass(frozen=True, slots=True)
class ToPrint:
    """`paper` is None of an order from before it was kept: its slip says number, SKUs and quantities.

    `locations` are those of its SKUs on the shelves, `others` the numbers of the order's other slips. It is printed in
    the customer's language, unless another is given. A sample says that it is one.
    """

    shipment: Shipment
    paper: Paper | None = None
    locations: Mapping[str, str] = field(default_factory=dict)
    others: Sequence[int] = ()
    asked_language: Language | None = None
    look: Look = Look()  # noqa: RUF009 (it is frozen)
    is_sample: bool = False

    @property
    def language(self) -> Language:
        return self.asked_language or (self.paper.language if self.paper else "fr")

    @property
    def lines(self) -> list[ShipmentLine]:
        """As somebody walks along the shelves: by location, those without one last, then by SKU."""
        return sorted(self.shipment.lines, key=lambda line: (*self._place(line.sku), line.sku, line.line_no))

    def missing(self, line: ShipmentLine) -> int:
        return self.shipment.missing.get(line.line_no, 0)

    def _place(self, sku: str) -> tuple[bool, list[tuple[bool, int, str]]]:
        location = self.locations.get(sku, "")
        return not location, _natural(location)


@dataclass(frozen=True, slots=True)
class PrintInto:
    """Slips that go into a file, where there are many."""

    slips: Sequence[ToPrint]
    into: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Files that were made, one after another into one."""

    parts: Sequence[str]
    into: str


def _natural(text: str) -> list[tuple[bool, int, str]]:
    """So that A-2 comes before A-10."""
    parts, number = [], ""
    for letter in text.casefold():
        if letter in "0123456789":
            number += letter
            continue
        if number:
            parts.append((False, int(number), ""))
        parts.append((True, 0, letter))
        number = ""
    return [*parts, (False, int(number), "")] if number else parts
