"""What a credit note would give back, asked for before it is issued."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from services.billing.documents.explain_credit import (
    CreditRule,
    ExplainedPart,
    ExplainedRate,
    explain_parts,
    explain_rates,
)
from services.billing.documents.left_to_credit import PAYMENT, SHIPPING
from services.billing.documents.partial_credit import LineToCredit
from services.billing.usecases.issue_credit_note import IssueCreditNote, plan_credit_note
from shared.http import Caller, Reading, scope
from shared.json_limits import Many
from shared.money import written
from shared.refused import Refused
from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency, PositiveOrZero, Totals, VatAmount, VatRate
from shared.schemas.orders import MAX_LINES
from shared.schemas.values import Sku
from shared.schemas.written_as import WrittenAs

router = APIRouter()

_LINE = r"^[1-9][0-9]{0,4}(:[1-9][0-9]{0,5}|=[0-9]{1,12}(\.[0-9]{1,4})?)$"
PartOfLine = Annotated[
    str, WrittenAs(_LINE, 'write a line and how many of it, such as "1:2", or how much of it, such as "1=5.00"')
]
"""A line's number and a quantity, such as 1:2, or an amount, such as 1=5.00."""


class NothingChosen(Refused):
    type = "nothing-chosen"
    status = 422


class PartOfPreview(Contract):
    """What is credited of a line, of `shipping` or of `payment_costs`, and how that comes about.

    Amounts are in the invoice's price basis; `credited_…` is what was credited before, `left_…` what is left after it.
    """

    kind: Literal["line", "shipping", "payment_costs"]
    line_no: int | None
    sku: Sku | None
    vat_rate: VatRate
    quantity: int
    amount: Amount
    rule: CreditRule
    invoiced_quantity: int
    invoiced_amount: Amount
    credited_quantity: int
    credited_amount: Amount
    left_quantity: int
    left_amount: Amount


class RateOfPreview(Contract):
    """A VAT rate of the invoice; where nothing is credited at it, `credited` and its `rule` are null."""

    rate: VatRate
    rule: CreditRule | None
    invoiced: VatAmount
    credited_before: VatAmount
    credited: VatAmount | None
    left: VatAmount


class CreditPreview(Contract):
    """What a credit note would give back; `creditable` is what is left of its invoice after it, VAT included.

    `parts` and `rates` tell how each figure comes about, and what is left of each part and at each rate.
    """

    currency: Currency
    totals: Totals
    creditable: Amount
    parts: Many[PartOfPreview] = ()
    rates: Many[RateOfPreview] = ()


@router.get("/invoices/{invoice_id}/credit-preview")
async def get_credit_preview(
    queries: Reading,
    caller: Annotated[Caller, scope("billing:read")],
    invoice_id: UUID,
    line: Annotated[tuple[PartOfLine, ...], Query(max_length=MAX_LINES)] = (),
    shipping: bool = False,
    shipping_amount: PositiveOrZero | None = None,
    payment_costs: bool = False,
    payment_costs_amount: PositiveOrZero | None = None,
    amount: PositiveOrZero | None = None,
    vat_rate: VatRate | None = None,
) -> CreditPreview:
    """Nothing is issued. `line` is a line's number and the quantity to credit of it, such as 1:2, or an amount of it,
    such as 1=5.00.

    Where an `amount` is given, it counts alone; with a `vat_rate` it is of what was charged at that rate. Something
    must be chosen.
    """
    costs = shipping or shipping_amount is not None or payment_costs or payment_costs_amount is not None
    if not (line or costs or amount is not None):
        raise NothingChosen("say what to credit: a line such as line=1:2, shipping, payment_costs, or an amount")
    command = IssueCreditNote(
        by=caller.subject,
        invoice_id=invoice_id,
        lines=_lines(line),
        shipping=shipping,
        shipping_amount=shipping_amount,
        payment_costs=payment_costs,
        payment_costs_amount=payment_costs_amount,
        amount=amount,
        vat_rate=vat_rate,
    )
    plan = await plan_credit_note(queries, command)
    currency = plan.left.invoice.currency
    parts = explain_parts(plan.before, plan.credit, amount_alone=amount is not None)
    skus = {line.line_no: line.sku for line in plan.left.invoice.lines}
    return CreditPreview(
        currency=currency,
        totals=plan.credit.totals,
        creditable=written(plan.left.gross, currency),
        parts=tuple(_part(part, skus, currency) for part in parts),
        rates=tuple(_rate(rate) for rate in explain_rates(plan.before, plan.credit)),
    )


def _part(part: ExplainedPart, skus: Mapping[int, str], currency: str) -> PartOfPreview:
    before, then = part.before, part.after
    return PartOfPreview(
        kind=_KINDS.get(part.place, "line"),
        line_no=part.place if part.place > 0 else None,
        sku=skus.get(part.place),
        vat_rate=before.rate,
        quantity=part.quantity,
        amount=part.amount,
        rule=part.rule,
        invoiced_quantity=before.quantity,
        invoiced_amount=before.amount,
        credited_quantity=before.credited_quantity,
        credited_amount=written(before.credited_amount, currency),
        left_quantity=then.quantity_left,
        left_amount=written(then.amount_left, currency),
    )


def _rate(rate: ExplainedRate) -> RateOfPreview:
    return RateOfPreview(**{name: getattr(rate, name) for name in RateOfPreview.model_fields})


_KINDS: Mapping[int, Literal["shipping", "payment_costs"]] = {SHIPPING: "shipping", PAYMENT: "payment_costs"}


def _lines(lines: Sequence[PartOfLine]) -> tuple[LineToCredit, ...]:
    """Of a line that is named twice, the last counts."""
    return tuple({one.line_no: one for one in map(_line, lines)}.values())


def _line(line: PartOfLine) -> LineToCredit:
    line_no, units, quantity = line.partition(":")
    if units:
        return LineToCredit(line_no=int(line_no), quantity=int(quantity))
    line_no, _, amount = line.partition("=")
    return LineToCredit(line_no=int(line_no), amount=Decimal(amount))
