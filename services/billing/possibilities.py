"""What may be done with an order now, by the rules that refuse it."""

from decimal import Decimal
from enum import StrEnum

from services.billing.account import Account
from services.billing.documents.creditable import can_be_credited
from services.billing.documents.left_to_credit import lefts_of
from services.billing.ledger.model import refusal_of_payment, refusal_of_reversal
from services.billing.ledger.write_offs import refusal_of_write_off
from services.billing.model import OrderState
from services.billing.refunds.model import parts_given_back, to_refund


class Possibility(StrEnum):
    """`pay_more`: nothing is due, but what comes in even so is recorded, and owed to the customer.

    `expect`: a payment may be told of that is on its way; `fail`: one that is may be told to have failed.
    `refund`: something is owed to the customer and not on its way back. `invoice`: it waits for its invoice, which
    somebody may make. `write_off`: what is due is so little that it may be. `remind`: its customer may be reminded.
    """

    PAY = "pay"
    PAY_MORE = "pay_more"
    EXPECT = "expect"
    FAIL = "fail"
    REVERSE = "reverse"
    WRITE_OFF = "write_off"
    REFUND = "refund"
    CREDIT = "credit"
    INVOICE = "invoice"
    REMIND = "remind"


def possibilities(
    account: Account, *, pending: bool = False, greatest_write_off: Decimal = Decimal(0), reminds: bool = False
) -> tuple[Possibility, ...]:
    """`pending`: a payment is on its way; `reminds`: its customer may be reminded now."""
    order = account.order
    refusal = refusal_of_payment(order, account.balance)
    can = {
        Possibility.PAY: refusal is None,
        Possibility.PAY_MORE: refusal is not None and order.state is not OrderState.EXPECTED,
        Possibility.EXPECT: refusal is None and not pending,
        Possibility.FAIL: pending,
        Possibility.REVERSE: refusal_of_reversal(
            order, account.entries, parts_given_back(account.refunds), kept=account.halves
        )
        is None,
        Possibility.WRITE_OFF: refusal_of_write_off(order, account.balance, greatest_write_off) is None,
        Possibility.REFUND: to_refund(account.balance, account.refunds) > 0,
        Possibility.CREDIT: can_be_credited(order, lefts_of(account.documents)),
        Possibility.INVOICE: order.refusal_of_invoice is None,
        Possibility.REMIND: reminds,
    }
    return tuple(possibility for possibility, allowed in can.items() if allowed)
