"""SQL of the history: who did what on an order, and when; what is told there is told by a snapshot, too."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.orders.snapshots import SNAPSHOTS, snapshot_of
from services.orders.views import Action, HistoryEntry
from shared.transaction import Queries, Tx, announce


class Entry(NamedTuple):
    order_id: UUID
    at: datetime
    by: str
    action: Action
    detail: dict[str, Any] | None = None


async def add_history(tx: Tx, entries: Sequence[Entry]) -> None:
    """Write entries in their order and announce the snapshots of their orders; those unknown here are left out.

    A use case calls it once the rows of its orders are as they will stay. Whatever it did, it tells it here, so that
    the statement which is sent anyway brings the rows for the snapshots.
    """
    rows = await tx.fetch(
        _ADD,
        [entry.order_id for entry in entries],
        [entry.at for entry in entries],
        [entry.by for entry in entries],
        [entry.action for entry in entries],
        [None if entry.detail is None else json.dumps(entry.detail) for entry in entries],
    )
    announce(tx, *map(snapshot_of, rows))


async def list_history(queries: Queries, order_id: UUID, *, after: int, limit: int) -> list[HistoryEntry]:
    rows = await queries.fetch(
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


_ADD = f"""
WITH told AS (
    INSERT INTO history (order_id, at, by, action, detail)
    SELECT order_id, at, by, action, detail
    FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::jsonb[])
        WITH ORDINALITY AS new (order_id, at, by, action, detail, place)
    JOIN orders USING (order_id) ORDER BY place
)
{SNAPSHOTS}"""  # noqa: S608
