"""SQL of the history: who did what on an order, and when."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.orders.views import Action, HistoryEntry
from shared.postgres.tx import Tx


class Entry(NamedTuple):
    order_id: UUID
    at: datetime
    by: str
    action: Action
    detail: dict[str, Any] | None = None


async def add_history(tx: Tx, entries: Sequence[Entry]) -> None:
    """Write entries in their order; those of orders unknown here are left out."""
    await tx.execute(
        "INSERT INTO history (order_id, at, by, action, detail)"
        " SELECT order_id, at, by, action, detail"
        " FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::jsonb[])"
        " WITH ORDINALITY AS new (order_id, at, by, action, detail, place)"
        " JOIN orders USING (order_id) ORDER BY place",
        [entry.order_id for entry in entries],
        [entry.at for entry in entries],
        [entry.by for entry in entries],
        [entry.action for entry in entries],
        [None if entry.detail is None else json.dumps(entry.detail) for entry in entries],
    )


async def list_history(tx: Tx, order_id: UUID, *, after: int, limit: int) -> list[HistoryEntry]:
    rows = await tx.fetch(
        "SELECT id, at, by, action, detail FROM history WHERE order_id = $1 AND id > $2 ORDER BY id LIMIT $3",
        order_id,
        after,
        limit,
    )
    return [
        HistoryEntry(
            id=row["id"],
            at=row["at"],
            by=row["by"],
            action=Action(row["action"]),
            detail=json.loads(row["detail"]) if row["detail"] else None,
        )
        for row in rows
    ]
