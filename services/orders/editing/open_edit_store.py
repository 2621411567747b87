"""SQL of open edits: one an order, and none that is over."""

from datetime import datetime
from uuid import UUID

import asyncpg

from services.orders.editing.open_edit import OPEN_FOR, OpenEdit
from shared.transaction import Queries, Tx

SELECT_OPEN_EDITS = "SELECT order_id, by, opened_at, renewed_at FROM open_edits"


async def find_open_edit(queries: Queries, order_id: UUID, *, at: datetime) -> OpenEdit | None:
    row = await queries.fetchrow(
        f"{SELECT_OPEN_EDITS} WHERE order_id = $1 AND renewed_at > $2",  # noqa: S608
        order_id,
        at - OPEN_FOR,
    )
    return open_edit_of(row) if row else None


async def save_open_edit(tx: Tx, order_id: UUID, edit: OpenEdit) -> None:
    """Those of other orders that are over go, but for what somebody else works on."""
    await tx.execute(
        "WITH over AS (DELETE FROM open_edits WHERE order_id IN ("
        " SELECT order_id FROM open_edits WHERE renewed_at < $5 AND order_id <> $1 FOR UPDATE SKIP LOCKED))"
        " INSERT INTO open_edits (order_id, by, opened_at, renewed_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (order_id) DO UPDATE SET by = EXCLUDED.by, opened_at = EXCLUDED.opened_at,"
        " renewed_at = EXCLUDED.renewed_at",
        order_id,
        *edit,
        edit.renewed_at - OPEN_FOR,
    )


async def delete_open_edit(tx: Tx, order_id: UUID, *, by: str) -> None:
    """Theirs; that of somebody else stays."""
    await tx.execute("DELETE FROM open_edits WHERE order_id = $1 AND by = $2", order_id, by)


def open_edit_of(row: asyncpg.Record) -> OpenEdit:
    return OpenEdit(row["by"], row["opened_at"], row["renewed_at"])
