"""Whether a withdrawal is over: the goods are dealt with, and the money is back."""

from collections.abc import Iterable

from services.returns.orders.model import Order
from services.returns.returned.model import Return
from services.returns.returned.states import ReturnState
from services.returns.withdrawals.outstanding import Outstanding
from shared.schemas.returns import ReturnDecision, ReturnOrigin

NOTHING_OWED = "nothing-owed"
"""Billing has no money of the order to give back."""
_NOTHING_CAME = (ReturnState.CANCELLED, ReturnState.DECLINED)


def is_settled(order: Order, returns: Iterable[Return], todo: Outstanding) -> bool:
    of_withdrawals = [one for one in returns if one.origin is ReturnOrigin.WITHDRAWAL]
    return todo.is_none and (order.owed or 0) <= 0 and all(_is_over(one, order) for one in of_withdrawals)


def _is_over(one: Return, order: Order) -> bool:
    """One that is closed is, once what came is credited, and that is back or billing says that none of it is owed: the
    order may not have been paid, or was refunded apart.

    None is while an order stands in exchange for it.
    """
    closed = one.state is ReturnState.CLOSED and not one.creditable() and (one.to_refund <= 0 or _none_owed(one, order))
    return one.state in _NOTHING_CAME or (not one.exchanges and (closed or _is_refunded(one)))


def _none_owed(one: Return, order: Order) -> bool:
    return order.owed == 0 or any(of.problem == NOTHING_OWED for of in one.decisions)


def _is_refunded(one: Return) -> bool:
    """All of it is credited, and the money has gone; or billing says that there is none."""
    refunds = [of for of in one.decisions if of.kind is ReturnDecision.REFUND]
    credits = [of for of in one.decisions if of.kind is ReturnDecision.CREDIT]
    none_owed = any(of.finds_nothing for of in credits) and not any(of.is_done for of in credits)
    gone = (none_owed or any(of.is_done for of in refunds)) and all(of.answered_at for of in refunds)
    return gone and one.to_refund <= 0 and not one.creditable(before_reception=True)
