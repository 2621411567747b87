"""SQL of reading the history."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import from_json

from services.orders.order.history import Action
from shared.transaction import Queries


class WrittenEntry(NamedTuple):
    id: int
    at: datetime
    by: str
    action: Action
    detail: dict[str, Any] | None


class Moment(NamedTuple):
    """The place of an entry in the history: when it happened, and of what happened at once, what was heard first."""

    at: datetime
    id: int


async def list_history(queries: Queries, order_id: UUID, *, after: Moment | None, limit: int) -> list[WrittenEntry]:
    """In the order in which it happened, the oldest first."""
    at, number = after or (None, None)
    rows = await queries.fetch(
        "SELECT id, at, by, action, detail FROM history"
        " WHERE order_id = $1 AND ($2::timestamptz IS NULL OR (at, id) > ($2, $3::bigint)) ORDER BY at, id LIMIT $4",
        order_id,
        at,
        number,
        limit,
    )
    return [WrittenEntry(row[0], row[1], row[2], Action(row[3]), from_json(row[4]) if row[4] else None) for row in rows]
