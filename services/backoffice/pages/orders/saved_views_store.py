"""SQL of the views of the list that members of staff keep for themselves."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from shared.transaction import Queries, Tx


class SavedView(NamedTuple):
    """`query` is the filters as they are in the list's address."""

    view_id: UUID
    title: str
    query: str


async def insert_view(tx: Tx, staff_id: UUID, view: SavedView, *, at: datetime) -> bool:
    """False where a view of this id or, with this member of staff, of this title is there already."""
    inserted = await tx.fetchval(
        "INSERT INTO saved_views (view_id, staff_id, title, query, created_at) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT DO NOTHING RETURNING true",
        view.view_id,
        staff_id,
        view.title,
        view.query,
        at,
    )
    return bool(inserted)


async def list_views(queries: Queries, staff_id: UUID) -> list[SavedView]:
    """Those of one member of staff, in the order in which they were made."""
    rows = await queries.fetch(
        "SELECT view_id, title, query FROM saved_views WHERE staff_id = $1 ORDER BY created_at, view_id", staff_id
    )
    return [SavedView(*row) for row in rows]


async def find_view(queries: Queries, staff_id: UUID, view_id: UUID) -> SavedView | None:
    row = await queries.fetchrow(
        "SELECT view_id, title, query FROM saved_views WHERE staff_id = $1 AND view_id = $2", staff_id, view_id
    )
    return SavedView(*row) if row else None


async def delete_view(tx: Tx, staff_id: UUID, view_id: UUID) -> None:
    await tx.execute("DELETE FROM saved_views WHERE staff_id = $1 AND view_id = $2", staff_id, view_id)
