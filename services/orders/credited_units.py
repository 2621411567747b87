"""Units of an order's lines that were credited before they left: nobody delivers them."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pydantic import TypeAdapter

from shared.schemas.billing import CreditedLine
from shared.schemas.fulfilment import ShipmentLine
from shared.stored import Stored


class Units(NamedTuple):
    """Of a line: how many are credited, and how many have left; None where all had when the first was credited."""

    credited: int
    left: int | None

    def off(self, ordered: int) -> int:
        """How many of those that were ordered do not leave."""
        return 0 if self.left is None else min(self.credited, max(ordered - self.left, 0))


ByLine = Mapping[int, Units]
"""Of the lines of which something is credited; those of all others leave, or have left, as they were ordered."""


def with_credited(units: ByLine, lines: Iterable[CreditedLine], *, all_left: bool) -> ByLine:
    changed = dict(units)
    for line in lines:
        if line.quantity:
            before = units.get(line.line_no, Units(0, None if all_left else 0))
            changed[line.line_no] = before._replace(credited=before.credited + line.quantity)
    return changed


def with_left(units: ByLine, lines: Iterable[ShipmentLine]) -> ByLine:
    """A parcel may be heard of before the credit of what was taken off it."""
    known = {line.line_no: line for line in lines if line.credited or line.line_no in units}
    if not known:
        return units
    before = {number: units.get(number, Units(0, 0)) for number in known}
    left = {number: Units(one.credited, (one.left or 0) + known[number].quantity) for number, one in before.items()}
    return {**units, **left}


def with_back(units: ByLine, lines: Iterable[ShipmentLine], *, nothing_left: bool) -> ByLine:
    """What is back on the shelf has not left after all."""
    back = {line.line_no: line.quantity for line in lines}
    return {
        number: one._replace(left=0 if nothing_left else max((one.left or 0) - back.get(number, 0), 0))
        for number, one in units.items()
    }


def written_units(units: ByLine) -> str | None:
    return _WRITTEN.dump_json(units).decode() if units else None


def read_units(written: str | None, of: str) -> ByLine:
    """Raises Unreadable."""
    return _STORED.read(written, of) if written else {}


_WRITTEN: TypeAdapter[ByLine] = TypeAdapter(dict[int, Units])
_STORED: Stored[dict[int, Units]] = Stored(dict[int, Units])
