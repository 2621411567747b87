"""What the API takes."""

from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field, field_validator, model_validator

from services.returns.pictures.model import MOST_OF_A_RETURN, PictureId
from services.returns.returned.claims import LineToReturn
from shared.json_limits import Many
from shared.schemas.event import Asked
from shared.schemas.money import PositiveOrZero, VatRate
from shared.schemas.orders import MAX_LINES, Quantity
from shared.schemas.returns import (
    Disposition,
    UnitOutcome,
)
from shared.schemas.values import Day, Flag, Line, Sku, Text

_LineNo = Annotated[int, Field(ge=1, le=100_000, strict=True)]


class CreditedUnits(Asked):
    line_no: _LineNo
    quantity: Quantity


_Lines = TypeVar("_Lines", tuple[LineToReturn, ...], tuple[CreditedUnits, ...])


def _once_each(lines: _Lines) -> _Lines:
    if len({line.line_no for line in lines}) < len(lines):
        raise ValueError("a line may be named only once")
    return lines


_LinesToReturn = Annotated[Many[LineToReturn], Field(min_length=1, max_length=MAX_LINES), AfterValidator(_once_each)]
_UnitsToCredit = Annotated[
    tuple[CreditedUnits, ...], Field(min_length=1, max_length=MAX_LINES), AfterValidator(_once_each)
]


class NewReturn(Asked):
    """Staff open it; `remark` is their own, `comment` what the customer said. Without `approve` it waits for that."""

    lines: _LinesToReturn
    remark: Text | None = None
    comment: Text | None = None
    approve: Flag = True


class NewRequest(Asked):
    """The customer asks for it; `pictures` are of those that were sent for this order."""

    lines: _LinesToReturn
    comment: Text | None = None
    pictures: Annotated[tuple[PictureId, ...], Field(max_length=MOST_OF_A_RETURN)] = ()

    @field_validator("pictures")
    @classmethod
    def _each_once(cls, pictures: tuple[PictureId, ...]) -> tuple[PictureId, ...]:
        if len(set(pictures)) < len(pictures):
            raise ValueError("a picture may be named only once")
        return pictures


class ReturnChanges(Asked):
    """All of it, as it is to be."""

    lines: _LinesToReturn
    remark: Text | None = None
    comment: Text | None = None


class ApprovalOfReturn(Asked):
    """`expires_on` is the last day on which the goods may come; without it the settings say it."""

    expires_on: Day | None = None


class RefusalOfReturn(Asked):
    """The customer reads the reason."""

    reason: Text


class ParcelOfReturn(Asked):
    carrier: Line | None = None
    tracking_number: Line | None = None


class ReasonGiven(Asked):
    reason: Text | None = None


class ReceivedLine(Asked):
    """Units that came, or that do not. `found`: they were noted as this, and came after all.

    Where received units go may be decided at once.
    """

    line_no: _LineNo
    quantity: Quantity
    outcome: UnitOutcome = UnitOutcome.RECEIVED
    found: UnitOutcome | None = None
    disposition: Disposition | None = None

    @model_validator(mode="after")
    def _is_received(self) -> "ReceivedLine":
        if self.disposition and self.outcome is not UnitOutcome.RECEIVED:
            raise ValueError("only what was received goes somewhere")
        if self.found is self.outcome or self.found is UnitOutcome.RECEIVED:
            raise ValueError("only what was lost, short or another article is found")
        return self


class Reception(Asked):
    lines: Annotated[Many[ReceivedLine], Field(min_length=1, max_length=MAX_LINES)]
    remark: Text | None = None


class DisposedLine(Asked):
    """`before` is where they are: null where it is not decided yet."""

    line_no: _LineNo
    quantity: Quantity
    before: Disposition | None = None
    disposition: Disposition


class Dispositions(Asked):
    lines: Annotated[Many[DisposedLine], Field(min_length=1, max_length=MAX_LINES)]
    remark: Text | None = None


class CreditOfReturn(Asked):
    """Without lines all that may be credited is; fees that are not named are those of the settings.

    What is kept is `restocking_percent` of the credited goods, and the `postage`, in the price basis of the order.
    """

    lines: _UnitsToCredit | None = None
    shipping: Flag = False
    payment_costs: Flag = False
    restocking_percent: VatRate | None = None
    postage: PositiveOrZero | None = None
    reason: Text | None = None


class ReplacementToGive(Asked):
    """An article that the customer gets. Without a `unit_price` or `vat_rate` as the product has it now; prices are in
    the currency and price basis of the order, and `discount` is in all.
    """

    sku: Sku
    quantity: Quantity
    unit_price: PositiveOrZero | None = None
    discount: PositiveOrZero = Decimal(0)
    vat_rate: VatRate | None = None


class ExchangeOfReturn(Asked):
    """Without `lines` all units that may be exchanged are, without `replacements` for the same articles at the value
    that they are credited at. `advance`: the order leaves before the goods are back, and before it is paid. Delivery is
    free unless it has a `shipping_price`.
    """

    lines: _UnitsToCredit | None = None
    replacements: Annotated[tuple[ReplacementToGive, ...], Field(min_length=1, max_length=MAX_LINES)] | None = None
    advance: Flag = False
    shipping_price: PositiveOrZero | None = None
    reason: Text | None = None


class RefundOfReturn(Asked):
    """Without an `amount` all that was credited for the return and is not on its way back.

    It is pending until billing is told that it succeeded or failed, unless it has `succeeded` already.
    """

    method: Line
    amount: PositiveOrZero | None = None
    reference: Line | None = None
    reason: Text | None = None
    succeeded: Flag = False
