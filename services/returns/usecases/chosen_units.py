"""Units of a return that somebody chose for a decision, or all that it may be about."""

from collections.abc import Mapping, Sequence

from services.returns.orders.model import PartOfLine
from services.returns.returned.model import Return
from shared.refused import Refused
from shared.schemas.event import Contract


class UnitsToCredit(Contract):
    line_no: int
    quantity: int


def chosen_units(
    one: Return,
    chosen: Sequence[UnitsToCredit] | None,
    possible: Mapping[int, int],
    *,
    too_many: type[Refused],
    verb: str,
) -> tuple[PartOfLine, ...]:
    """All that are `possible`, by line, where none are chosen. Raises `too_many`; `verb` is what may be done."""
    if chosen is None:
        chosen = [UnitsToCredit(line_no=line_no, quantity=count) for line_no, count in possible.items()]
    for place, part in enumerate(chosen):
        most = possible.get(part.line_no, 0)
        if part.quantity > most:
            raise too_many(
                f"{most} of line {part.line_no} of return {one.number} may be {verb}, not {part.quantity}",
                field=f"lines/{place}/quantity",
                limit=most,
            )
    skus = {line.line_no: line.sku for line in one.lines}
    return tuple(PartOfLine(line_no=part.line_no, sku=skus[part.line_no], quantity=part.quantity) for part in chosen)
