"""How each figure of a credit comes about: what was invoiced and credited before, by which rule, and what is left."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from services.billing.documents.left_to_credit import Credit, Left, Part, after, minus
from shared.schemas.money import VatAmount


class CreditRule(StrEnum):
    """By which the amount of a part, or the VAT at a rate, is found; each is rounded to the cent once.

    `units`: invoiced amount × units credited by then ÷ units invoiced, less what was credited before.
    `units_left`: what is left × units ÷ units left, as money was given back of the part without goods.
    `as_asked`: an amount of a part. `share`: of an amount without a part, as what is left of each.
    `in_proportion`: invoiced VAT × basis credited by then ÷ basis invoiced, less the VAT that was credited before.
    `rest`: all that is left.
    """

    UNITS = "units"
    UNITS_LEFT = "units_left"
    AS_ASKED = "as_asked"
    SHARE = "share"
    IN_PROPORTION = "in_proportion"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class ExplainedPart:
    """`before` is the part as it was left, `after` as this credit leaves it."""

    place: int
    quantity: int
    amount: Decimal
    rule: CreditRule
    before: Part
    after: Part


@dataclass(frozen=True, slots=True)
class ExplainedRate:
    """`credited` is null where nothing is credited at the rate."""

    rate: Decimal
    rule: CreditRule | None
    invoiced: VatAmount
    credited_before: VatAmount
    credited: VatAmount | None
    left: VatAmount


def explain_parts(before: Left, credit: Credit, *, amount_alone: bool) -> list[ExplainedPart]:
    """Those of which something is credited; `amount_alone`: an amount was asked for without any part."""
    then = after(before, credit)
    return [
        ExplainedPart(
            place,
            quantity,
            amount,
            _rule_of_part(before.parts[place], quantity, amount, amount_alone=amount_alone),
            before.parts[place],
            then.parts[place],
        )
        for place, (quantity, amount) in credit.of.items()
    ]


def explain_rates(before: Left, credit: Credit) -> list[ExplainedRate]:
    """All rates of the invoice."""
    then = after(before, credit)
    given = {at.rate: at for at in credit.totals.vat_by_rate}
    return [
        ExplainedRate(
            at.rate,
            _rule_of_rate(then.by_rate[at.rate]) if at.rate in given else None,
            at,
            minus(at, before.by_rate[at.rate]),
            given.get(at.rate),
            then.by_rate[at.rate],
        )
        for at in before.invoice.totals.vat_by_rate
    ]


def _rule_of_part(part: Part, quantity: int, amount: Decimal, *, amount_alone: bool) -> CreditRule:
    if amount == part.amount_left and quantity in (0, part.quantity_left):
        return CreditRule.REST
    if quantity:
        return CreditRule.UNITS_LEFT if part.reduced else CreditRule.UNITS
    return CreditRule.SHARE if amount_alone else CreditRule.AS_ASKED


def _rule_of_rate(left: VatAmount) -> CreditRule:
    return CreditRule.IN_PROPORTION if left.gross else CreditRule.REST
