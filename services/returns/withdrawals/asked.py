"""What the API takes of a withdrawal."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, field_validator

from shared.schemas.event import Asked
from shared.schemas.orders import MAX_LINES, Quantity
from shared.schemas.values import Day, DeliverableEmail, Language, Line, Text


class UnitsToWithdraw(Asked):
    """Of a line so many units, beside those that were withdrawn from before."""

    line_no: Annotated[int, Field(ge=1, le=100_000, strict=True)]
    quantity: Quantity


class _OfLines(Asked):
    """Without lines all of the order."""

    lines: Annotated[tuple[UnitsToWithdraw, ...], Field(min_length=1, max_length=MAX_LINES)] | None = None

    @field_validator("lines")
    @classmethod
    def _once_each(cls, lines: tuple[UnitsToWithdraw, ...] | None) -> tuple[UnitsToWithdraw, ...] | None:
        if lines and len({line.line_no for line in lines}) < len(lines):
            raise ValueError("a line may be named only once")
        return lines


class NewWithdrawal(_OfLines):
    """The customer of an order declares it; the receipt goes to `email`. `shown` is the declaration as it was read.

    What is sent twice of one `form` is declared once; without it, what is the same and sent within ten minutes.
    """

    name: Line
    email: DeliverableEmail
    reason: Text | None = None
    shown: Text | None = None
    form: UUID | None = None
    language: Language


class PublicWithdrawal(Asked):
    """Somebody without a link declares it; `goods` says of what, in their words, and without it is of all."""

    order_number: Annotated[Line, Field(max_length=100)]
    name: Line
    email: DeliverableEmail
    goods: Text | None = None
    reason: Text | None = None
    shown: Text | None = None
    form: UUID | None = None
    language: Language


class LetterOfWithdrawal(_OfLines):
    """Staff enter one that came otherwise, on `received_on`; with an `email` a receipt is sent there."""

    name: Line
    email: DeliverableEmail | None = None
    reason: Text | None = None
    received_on: Day
    language: Language


class OrderOfWithdrawal(_OfLines):
    """Staff say which order it is of, where that is not known, and of what of it.

    Without lines it is of all, but where the consumer said of what: then the order alone is known by that.
    """

    order_number: Annotated[Line, Field(max_length=100)] | None = None


class RemarkOfWithdrawal(Asked):
    remark: Text | None = None
