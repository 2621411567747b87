"""A small difference is written off: what is still due, and no more of an order than the shop's settings allow."""

from decimal import Decimal

from services.billing.ledger.model import Balance, NothingDue
from services.billing.model import Order, OrderIsCancelled, OrderNotFound, OrderState
from shared.money import whole_cents, written
from shared.refused import Refused


class WriteOffsAreOff(Refused):
    type = "write-offs-are-off"


class TooMuchToWriteOff(Refused):
    type = "too-much-to-write-off"
    field = "amount"


class AnotherAmountDue(Refused):
    type = "another-amount-due"
    field = "amount"


def refusal_of_write_off(order: Order, balance: Balance, greatest: Decimal) -> Refused | None:
    """Why nothing is written off of the order; None where what is due may be.

    `greatest` is the most of an order, in its currency, together with what is written off of it already.
    """
    if order.state is OrderState.EXPECTED:
        return OrderNotFound(f"order {order.order_id} is not placed yet")
    if order.state is OrderState.CANCELLED:
        return OrderIsCancelled(f"order {order.number} is cancelled: nothing is due that could be written off")
    if not balance.due:
        return NothingDue(f"nothing is due for order {order.number} that could be written off")
    if not greatest:
        return WriteOffsAreOff("the shop writes nothing off: its settings of invoices allow 0")
    left = left_to_write_off(order, balance, greatest)
    if balance.due > left:
        already = f", as {balance.write_offs} is written off already" if balance.write_offs else ""
        return TooMuchToWriteOff(
            f"order {order.number} has {balance.due} {order.currency} due; at most {left} may be written off{already}",
            brief=f"order {order.number} has more due than may be written off",
            limit=left,
            currency=order.currency or "",
        )
    return None


def left_to_write_off(order: Order, balance: Balance, greatest: Decimal) -> Decimal:
    """The most that may be, beside what is written off of the order already."""
    return written(
        max(whole_cents(greatest, order.currency or "") - balance.write_offs, Decimal(0)), order.currency or ""
    )


def amount_to_write_off(order: Order, balance: Balance, greatest: Decimal, amount: Decimal | None) -> Decimal:
    """All that is due; refuses where that is not the given amount, which the caller has seen."""
    if refusal := refusal_of_write_off(order, balance, greatest):
        raise refusal
    if amount is not None and amount != balance.due:
        raise AnotherAmountDue(
            f"order {order.number} has {balance.due} {order.currency} due, not {amount}: all of it is written off",
            brief=f"order {order.number} has another amount due than {amount}",
            limit=balance.due,
            currency=order.currency or "",
        )
    return balance.due
