"""Returns of which nothing came by their day are over."""

from services.returns.returned import store
from services.returns.returned.announcing import record
from services.returns.returned.decision_store import StepDone
from services.returns.returned.states import ReturnState, Step
from services.returns.settings import ShopTime
from shared.clock import now
from shared.schemas.returns import ReturnExpired
from shared.transaction import Database, Tx

BATCH = 50
IDLE_S = 60.0
BY = "returns"


async def expire_due_returns(database: Database) -> float:
    """Called only while all that is known is applied: of goods that came nothing expires."""
    async with database.transaction() as tx:
        return 0 if await expire_returns(tx) == BATCH else IDLE_S


async def expire_returns(tx: Tx, *, limit: int = BATCH) -> int:
    """How many were due. Several processes may do so at once: each is looked at again once its order is locked."""
    at = now()
    today = ShopTime().day_of(at)
    due = await store.list_due_returns(tx, today, limit=limit)
    await tx.lock_keys(str(order_id) for order_id, _ in due)
    for _, return_id in due:
        one = await store.get_return(tx, return_id)
        if one.state is ReturnState.APPROVED and one.expires_on and one.expires_on < today:
            await record(tx, one.expire(), StepDone(Step.EXPIRED, at, BY), ReturnExpired)
    return len(due)
