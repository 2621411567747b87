"""What may be done with an order now, by the rules that refuse it."""

from enum import StrEnum

from services.billing.account import Account
from services.billing.documents.creditable import can_be_credited
from services.billing.documents.left_to_credit import lefts_of
from services.billing.ledger.model import refusal_of_payment, refusal_of_reversal


class Possibility(StrEnum):
    PAY = "pay"
    REVERSE = "reverse"
    CREDIT = "credit"


def possibilities(account: Account) -> tuple[Possibility, ...]:
    order = account.order
    can = {
        Possibility.PAY: refusal_of_payment(order, account.balance) is None,
        Possibility.REVERSE: refusal_of_reversal(order, account.entries) is None,
        Possibility.CREDIT: can_be_credited(order, lefts_of(account.documents)),
    }
    return tuple(possibility for possibility, allowed in can.items() if allowed)
