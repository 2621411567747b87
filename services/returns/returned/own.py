"""What a customer may do with a return, and how many may wait at a time."""

from collections.abc import Sequence

from services.returns.returned.decisions import DecisionState
from services.returns.returned.model import Return
from services.returns.returned.refusals import ReturnNotFound
from services.returns.returned.states import PossibleWithReturn, ReturnState
from shared.refused import Refused
from shared.schemas.returns import ReturnOrigin
from shared.states import WrongState

MOST_WAITING = 10
"""So many of an order may be asked for of which nothing came yet: more is no customer's need."""

NOT_YET = (ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.IN_TRANSIT)


class EnoughAsked(Refused):
    type = "enough-asked"


def customer_may(one: Return) -> tuple[PossibleWithReturn, ...]:
    """Take back what they asked for themselves, while nothing came and nothing was decided of it; and send it."""
    may, sent = PossibleWithReturn, (ReturnState.APPROVED, ReturnState.IN_TRANSIT)
    stands = any(decision.state is not DecisionState.REFUSED for decision in one.decisions)
    possible = {
        may.SEND: one.state in sent,
        may.CANCEL: one.origin is ReturnOrigin.CUSTOMER and one.state in NOT_YET and not stands,
    }
    return tuple(what for what, so in possible.items() if so)


def refuse_what_customers_may_not(one: Return, order_id: object, what: PossibleWithReturn) -> None:
    """Raises ReturnNotFound for one of another order, and WrongState."""
    if one.order_id != order_id:
        raise ReturnNotFound(f"order {order_id} has no return {one.return_id}")
    if what not in customer_may(one):
        raise WrongState(f"return {one.number} is {one.state.words}: its customer cannot {what} it any more")


def refuse_more_than_wait(others: Sequence[Return]) -> None:
    """`others` are those of the same order. Raises EnoughAsked."""
    waiting = [one for one in others if one.origin is ReturnOrigin.CUSTOMER and one.state in NOT_YET]
    if len(waiting) >= MOST_WAITING:
        raise EnoughAsked(f"{len(waiting)} returns of this order wait: ask again once some of them came")
