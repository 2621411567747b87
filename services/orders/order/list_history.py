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


async def list_history(queries: Queries, order_id: UUID, *, after: int, limit: int) -> list[WrittenEntry]:
    """In the order in which they were written, the oldest first."""
    rows = await queries.fetch(
        "SELECT id, at, by, action, detail FROM history WHERE order_id = $1 AND id > $2 ORDER BY id LIMIT $3",
        order_id,
        after,
        limit,
    )
    return [WrittenEntry(row[0], row[1], row[2], Action(row[3]), from_json(row[4]) if row[4] else None) for row in rows]
