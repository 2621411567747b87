"""What a credit note would give back, asked for before it is issued."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from services.billing.account import get_account
from services.billing.documents.explain_credit import (
    CreditRule,
    ExplainedPart,
    ExplainedRate,
    explain_parts,
    explain_rates,
)
from services.billing.documents.keep_fees import restocking_fee
from services.billing.documents.left_to_credit import PAYMENT, SHIPPING, ZERO
from services.billing.documents.partial_credit import LineToCredit
from services.billing.refunds.model import to_refund
from services.billing.usecases.issue_credit_note import IssueCreditNote, PlannedCredit, plan_credit_note
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
UnitsOfLine = Annotated[
    str, WrittenAs(r"^[1-9][0-9]{0,4}:[1-9][0-9]{0,5}$", 'write a line and how many of it, such as "1:2"')
]


class NothingChosen(Refused):
    type = "nothing-chosen"
    status = 422


class PartOfPreview(Contract):
    """What is credited of a line, of `shipping` or of `payment_costs`, and how that comes about.

    Amounts are in the invoice's price basis; `credited_…` is what was credited before, `left_…` what is left after it.
    `kept` is what of its worth is not given back, as a fee.
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
    kept: Amount | None = None


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


class ReturnCreditPreview(CreditPreview):
    """What the credit of a return would give back: `goods` is the worth of its units, of which `restocking_fee` and
    `postage` are kept, all in the invoice's price basis.

    `to_refund` is what is owed to the customer of the order after it and not on its way back.
    """

    invoice_id: UUID
    invoice_number: str
    prices_include_vat: bool
    goods: Amount
    restocking_fee: Amount
    postage: Amount
    to_refund: Amount


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
    return CreditPreview(**_explained(plan, amount_alone=amount is not None))


@router.get("/orders/{order_id}/credit-preview")
async def get_preview_for_return(
    queries: Reading,
    caller: Annotated[Caller, scope("billing:read")],
    order_id: UUID,
    line: Annotated[tuple[UnitsOfLine, ...], Query(min_length=1, max_length=MAX_LINES)],
    shipping: bool = False,
    payment_costs: bool = False,
    restocking_percent: VatRate = ZERO,
    postage: PositiveOrZero = ZERO,
) -> ReturnCreditPreview:
    """What the credit of a return's units gives back, as far as they and the charges are left, and what is kept of it;
    nothing is issued.
    """
    command = IssueCreditNote(
        by=caller.subject,
        order_id=order_id,
        lines=_lines(line),
        shipping=shipping,
        payment_costs=payment_costs,
        as_left=True,
        restocking_percent=restocking_percent,
        postage=postage,
    )
    plan = await plan_credit_note(queries, command)
    invoice, credit, account = plan.left.invoice, plan.credit, await get_account(queries, order_id)
    given = sum((amount for place, (_, amount) in credit.of.items() if place > 0), ZERO)
    goods = given + sum(credit.kept.values(), ZERO)
    balance = replace(account.balance, charged=account.balance.charged - credit.totals.gross)
    return ReturnCreditPreview(
        **_explained(plan, amount_alone=False),
        invoice_id=invoice.document_id,
        invoice_number=invoice.number,
        prices_include_vat=invoice.prices_include_vat,
        goods=written(goods, invoice.currency),
        restocking_fee=restocking_fee(goods, restocking_percent, invoice.currency),
        postage=written(postage, invoice.currency),
        to_refund=written(to_refund(balance, account.refunds), invoice.currency),
    )


def _explained(plan: PlannedCredit, *, amount_alone: bool) -> dict[str, Any]:
    """The fields of a CreditPreview."""
    invoice, credit, currency = plan.left.invoice, plan.credit, plan.left.invoice.currency
    skus = {line.line_no: line.sku for line in invoice.lines}
    parts = explain_parts(plan.before, credit, amount_alone=amount_alone)
    return {
        "currency": currency,
        "totals": credit.totals,
        "creditable": written(plan.left.gross, currency),
        "parts": tuple(_part(part, skus, currency, credit.kept.get(part.place)) for part in parts),
        "rates": tuple(_rate(rate) for rate in explain_rates(plan.before, credit)),
    }


def _part(part: ExplainedPart, skus: Mapping[int, str], currency: str, kept: Decimal | None) -> PartOfPreview:
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
        kept=kept,
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
