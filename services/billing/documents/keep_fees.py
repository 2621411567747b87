"""Fees are kept of a credit: a part of the goods' worth stays charged on the invoice."""

from decimal import Decimal

from services.billing.documents.left_to_credit import ZERO, Credit, Left
from services.billing.documents.partial_credit import credit_of
from shared.money import share_out, to_cent
from shared.refused import Refused


class FeesExceedCredit(Refused):
    type = "fees-exceed-credit"


def keep_fees(left: Left, credit: Credit, *, percent: Decimal, postage: Decimal) -> Credit:
    """So many percent of the credited goods, rounded to the cent once, and the postage, in the price basis.

    They are spread over the lines as what each gives back. Raises FeesExceedCredit.
    """
    goods = {place: amount for place, (_, amount) in credit.of.items() if place > 0}
    worth, currency = sum(goods.values(), ZERO), left.invoice.currency
    fees = restocking_fee(worth, percent, currency) + to_cent(postage, currency)
    if not fees:
        return credit
    if fees > worth:
        raise FeesExceedCredit(
            f"the fees of {fees} {currency} are more than the {worth} {currency} that the goods give back",
            brief="the fees are more than the goods give back",
        )
    if fees == sum((amount for _, amount in credit.of.values()), ZERO):
        raise FeesExceedCredit(
            f"the fees of {fees} {currency} are all that is given back: nothing is left to credit",
            brief="the fees are all that is given back: nothing is left to credit",
        )
    kept = dict(zip(goods, share_out(fees, list(goods.values()), currency), strict=True))
    of = {place: (quantity, amount - kept.get(place, ZERO)) for place, (quantity, amount) in credit.of.items()}
    return credit_of(left, of, kept)


def restocking_fee(worth: Decimal, percent: Decimal, currency: str) -> Decimal:
    return to_cent(worth * percent / 100, currency)
