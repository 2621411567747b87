"""SQL of reading the history."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
from pydantic_core import from_json

from services.orders.order.history import Action
from shared.stored import Unreadable, each_readable
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


async def list_history(
    queries: Queries, order_id: UUID, *, after: Moment | None, limit: int
) -> list[WrittenEntry | Unreadable]:
    """In the order in which it happened, the oldest first."""
    at, number = after or (None, None)
    rows = await queries.fetch(
        f"{SELECT_HISTORY}"
        " WHERE order_id = $1 AND ($2::timestamptz IS NULL OR (at, id) > ($2, $3::bigint)) ORDER BY at, id LIMIT $4",
        order_id,
        at,
        number,
        limit,
    )
    return each_readable(rows, entry_of)


def entry_of(row: asyncpg.Record) -> WrittenEntry:
    """Raises Unreadable, such as for an action that a newer version has written."""
    try:
        action = Action(row["action"])
    except ValueError as error:
        raise Unreadable(f"entry {row['id']}", "its action is not known", place=Moment(row["at"], row["id"])) from error
    return WrittenEntry(row["id"], row["at"], row["by"], action, from_json(row["detail"]) if row["detail"] else None)


SELECT_HISTORY = "SELECT id, at, by, action, detail FROM history"
