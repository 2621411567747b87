"""What a service's tables have whole is announced again, for a topic that was lost (docs/decisions/0019)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from shared.refused import Refused
from shared.schemas.event import Event
from shared.transaction import Tx

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


@dataclass(frozen=True)
class AnnounceAgain:
    """`left_out` has, by topic, what is not told again, for operators."""

    next_batch: NextBatch | None = None
    left_out: Mapping[str, str] = field(default_factory=dict)


class NotAPlace(Refused):
    type = "invalid-request"
    status = 422
    field = "after"


async def place_of(after: str | None, is_there: Callable[[UUID], Awaitable[bool]]) -> UUID:
    """Of services that go by the ids of orders: after this one, or before all.

    Raises NotAPlace, also for an order that is not there: it would be told that this was all.
    """
    if after is None:
        return UUID(int=0)
    try:
        order_id = UUID(after)
    except ValueError as error:
        raise NotAPlace("after is the id of an order") from error
    if not await is_there(order_id):
        raise NotAPlace("after is the id of an order that is here, as the answer before has it")
    return order_id
