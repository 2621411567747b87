"""More is to come back of an order than has left: returns that were asked for, and of which nothing came, give way.

So it is once a parcel had not left after all, or the shop opens a return for all of a parcel.
"""

from uuid import UUID

from services.returns.orders.store import find_order
from services.returns.returned import store
from services.returns.returned.announcing import record
from services.returns.returned.claims import left_to_return
from services.returns.returned.decision_store import StepDone
from services.returns.returned.states import Step
from shared.clock import now
from shared.schemas.returns import ReturnCancelled, ReturnOrigin
from shared.transaction import Tx

BY = "returns"


async def give_way(tx: Tx, order_id: UUID) -> None:
    """The youngest first. What the shop opened itself may be told of before its parcel, and stays; so does what is
    credited or exchanged already: the customer has the money, and may get the goods once more.
    """
    order = await find_order(tx, order_id)
    returns = await store.list_returns_of_order(tx, order_id) if order else []
    asked = [one for one in returns if one.origin is not ReturnOrigin.SHOP]
    for one in reversed(asked):
        assert order
        missing = {line_no for line_no, count in left_to_return(order, returns).items() if count < 0}
        if missing & one.claimed.keys() and one.gives_way:
            cancelled = one.cancel()
            returns = [cancelled if other.return_id == one.return_id else other for other in returns]
            await record(tx, cancelled, StepDone(Step.CANCELLED, now(), BY), ReturnCancelled)
