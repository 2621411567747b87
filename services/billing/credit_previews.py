"""What a credit note would give back, asked for before it is issued."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import StringConstraints

from services.billing.documents.partial_credit import LineToCredit
from services.billing.usecases.issue_credit_note import IssueCreditNote, plan_credit_note
from shared.http import Caller, Reading, scope
from shared.money import written
from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency, PositiveOrZero, Totals
from shared.schemas.orders import MAX_LINES

router = APIRouter()

_LINE = r"^[1-9][0-9]{0,4}(:[1-9][0-9]{0,5}|=[0-9]{1,12}(\.[0-9]{1,4})?)$"
PartOfLine = Annotated[str, StringConstraints(pattern=_LINE)]
"""A line's number and a quantity, such as 1:2, or an amount, such as 1=5.00."""


class CreditPreview(Contract):
    """What a credit note would give back; `creditable` is what is left of its invoice after it, VAT included."""

    currency: Currency
    totals: Totals
    creditable: Amount


@router.get("/invoices/{invoice_id}/credit-preview")
async def get_credit_preview(
    queries: Reading,
    caller: Annotated[Caller, scope("billing:read")],
    invoice_id: UUID,
    line: Annotated[tuple[PartOfLine, ...], Query(max_length=MAX_LINES)] = (),
    shipping: bool = False,
    shipping_amount: PositiveOrZero | None = None,
    payment_costs: bool = False,
    amount: PositiveOrZero | None = None,
) -> CreditPreview:
    """Nothing is issued. `line` is a line's number and the quantity to credit of it, such as 1:2, or an amount of it,
    such as 1=5.00.

    Where an `amount` is given, it counts alone.
    """
    command = IssueCreditNote(
        by=caller.subject,
        invoice_id=invoice_id,
        lines=_lines(line),
        shipping=shipping,
        shipping_amount=shipping_amount,
        payment_costs=payment_costs,
        amount=amount,
    )
    plan = await plan_credit_note(queries, command)
    currency = plan.left.invoice.currency
    return CreditPreview(currency=currency, totals=plan.credit.totals, creditable=written(plan.left.gross, currency))


def _lines(lines: Sequence[PartOfLine]) -> tuple[LineToCredit, ...]:
    """Of a line that is named twice, the last counts."""
    return tuple({one.line_no: one for one in map(_line, lines)}.values())


def _line(line: PartOfLine) -> LineToCredit:
    line_no, units, quantity = line.partition(":")
    if units:
        return LineToCredit(line_no=int(line_no), quantity=int(quantity))
    line_no, _, amount = line.partition("=")
    return LineToCredit(line_no=int(line_no), amount=Decimal(amount))
