"""What was done with a return is written down, and announced."""

from datetime import datetime
from typing import Any

from services.returns.returned import store
from services.returns.returned.decision_store import StepDone, insert_step
from services.returns.returned.model import Return
from shared.refused import StaleVersion
from shared.schemas.returns import ReturnEvent
from shared.transaction import Tx, announce


async def record(tx: Tx, one: Return, done: StepDone, kind: type[ReturnEvent], **facts: Any) -> Return:
    """Writes the return as it is now, and one entry of what was done with it, and tells of that."""
    await store.update_return(tx, one)
    return await record_of_new(tx, one, done, kind, **facts)


async def record_of_new(tx: Tx, one: Return, done: StepDone, kind: type[ReturnEvent], **facts: Any) -> Return:
    """As `record`, of one that is as it is written."""
    await insert_step(tx, one.return_id, done)
    await tell(tx, one, kind, at=done.at, by=done.by, **facts)
    return one


async def tell(tx: Tx, one: Return, kind: type[ReturnEvent], *, at: datetime, by: str, **facts: Any) -> None:
    announce(
        tx,
        kind(
            order_id=one.order_id,
            sequence=await store.next_sequence(tx, one.order_id),
            return_id=one.return_id,
            number=one.number,
            at=at,
            by=by,
            **facts,
        ),
    )


def refuse_stale(one: Return, expected_version: int | None) -> None:
    """Raises StaleVersion where somebody has changed it since the caller read it."""
    if expected_version not in (None, one.version):
        raise StaleVersion(f"return {one.number} is at version {one.version}, not {expected_version}")
