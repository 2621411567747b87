"""What credit notes gave back of what is ordered, part by part: an edit takes it off."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from pydantic import TypeAdapter

from shared.schemas.billing import CreditNoteIssued
from shared.schemas.orders import LeftAndCredited
from shared.stored import Stored

NOTHING = Decimal(0)
SHIPPING, PAYMENT = 0, -1
"""The keys of shipping and payment costs among the parts; those of lines are their numbers, from 1."""


class Part(NamedTuple):
    """`amount` is in the order's price basis."""

    quantity: int
    amount: Decimal


class GivenBack(NamedTuple):
    """`gross` is of the credit notes of which the parts are known: less than is credited where some are not."""

    gross: Decimal = NOTHING
    parts: Mapping[int, Part] = {}


def with_note(before: GivenBack, note: CreditNoteIssued) -> GivenBack:
    """The same where the note does not say of what all of it is, as older ones do not of shipping."""
    given = [(line.line_no, Part(line.quantity, line.amount)) for line in note.lines]
    given += [
        (place, Part(0, amount))
        for place, amount in ((SHIPPING, note.shipping), (PAYMENT, note.payment_costs))
        if amount
    ]
    if sum((part.amount for _, part in given), NOTHING) not in (note.totals.gross, note.totals.net):
        return before
    parts = dict(before.parts)
    for place, part in given:
        known = parts.get(place, Part(0, NOTHING))
        parts[place] = Part(known.quantity + part.quantity, known.amount + part.amount)
    return GivenBack(before.gross + note.totals.gross, parts)


def written_given(given: GivenBack) -> str | None:
    return _WRITTEN.dump_json(given).decode() if given.parts else None


def read_given(written: str | None, of: str) -> GivenBack:
    """Raises Unreadable."""
    return _STORED.read(written, of) if written else GivenBack()


_WRITTEN: TypeAdapter[GivenBack] = TypeAdapter(GivenBack)
_STORED: Stored[GivenBack] = Stored(GivenBack)


def written_left_and_credited(units: Sequence[LeftAndCredited]) -> str | None:
    return _WRITTEN_UNITS.dump_json(units).decode() if units else None


def read_left_and_credited(written: str | None, of: str) -> tuple[LeftAndCredited, ...]:
    """Raises Unreadable."""
    return _STORED_UNITS.read(written, of) if written else ()


_WRITTEN_UNITS: TypeAdapter[Sequence[LeftAndCredited]] = TypeAdapter(tuple[LeftAndCredited, ...])
_STORED_UNITS: Stored[tuple[LeftAndCredited, ...]] = Stored(tuple[LeftAndCredited, ...])
