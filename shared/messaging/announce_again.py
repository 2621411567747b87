"""What a service's tables have whole is announced again, for a topic that was lost (docs/decisions/0019)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from shared.refused import Refused
from shared.schemas.event import Event
from shared.stored import Unreadable
from shared.transaction import Queries, Tx

MOST = 100
"""Orders, or other things, in one transaction: they are locked until it ends."""


class NothingAnnouncedAgain(Refused):
    type = "nothing-announced-again"


class Batch(NamedTuple):
    """What is told of some things; `after` is the last of them, None once there are no more.

    `unreadable` names what cannot be read, and is passed over.
    """

    events: Sequence[Event]
    after: str | None
    unreadable: Sequence[str] = ()


NextBatch = Callable[[Tx, str | None, datetime | None], Awaitable[Batch]]
"""Locks what comes after this, of what was made since then, and reads it. Raises NotAPlace."""


class FindOrders(Protocol):
    """Orders of which something was made since then, in the order of their ids."""

    async def __call__(self, queries: Queries, *, after: UUID, since: datetime | None, limit: int) -> list[UUID]: ...


@dataclass(frozen=True)
class AnnounceAgain:
    """`left_out` has, by topic, what is not told again, for operators."""

    next_batch: NextBatch | None = None
    left_out: Mapping[str, str] = field(default_factory=dict)


class NotAPlace(Refused):
    type = "invalid-request"
    status = 422
    field = "after"


async def lock_next_orders(tx: Tx, after: str | None, since: datetime | None, find: FindOrders) -> list[UUID]:
    """Of services that go by the ids of orders: those after this one, or the first of all.

    Raises NotAPlace, also for an order that is not there: it would be told that this was all.
    """
    order_ids = await find(tx, after=await _place_of(tx, after), since=since, limit=MOST)
    await tx.lock_keys(map(str, order_ids))
    return order_ids


def batch_of_orders(order_ids: Sequence[UUID], events: Sequence[Event], unreadable: Sequence[Unreadable]) -> Batch:
    """As many as may be locked at once are not all."""
    return Batch(events, str(order_ids[-1]) if len(order_ids) == MOST else None, [str(one) for one in unreadable])


async def _place_of(queries: Queries, after: str | None) -> UUID:
    if after is None:
        return UUID(int=0)
    try:
        order_id = UUID(after)
    except ValueError as error:
        raise NotAPlace("after is the id of an order") from error
    # Whether or not it can be read.
    if not await queries.fetchval("SELECT EXISTS (SELECT FROM orders WHERE order_id = $1)", order_id):
        raise NotAPlace("after is the id of an order that is here, as the answer before has it")
    return order_id
