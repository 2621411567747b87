"""SQL of merges: what was merged, and what was undone of that."""

from collections.abc import Iterable
from uuid import UUID

import asyncpg

from services.orders.customers.merging import Merge
from shared.schemas.orders import Profile
from shared.stored import Stored
from shared.transaction import Queries, Tx


async def list_merges(queries: Queries, kept_ids: Iterable[UUID]) -> list[Merge]:
    """Into these customers, that stand, the newest first."""
    rows = await queries.fetch(
        f"{SELECT_MERGES} WHERE kept_id = ANY($1::uuid[]) AND undone_at IS NULL ORDER BY merged_at DESC, merge_id",
        list(kept_ids),
    )
    return [merge_of(row) for row in rows]


async def find_merge(queries: Queries, merge_id: UUID) -> Merge | None:
    row = await queries.fetchrow(f"{SELECT_MERGES} WHERE merge_id = $1", merge_id)
    return merge_of(row) if row else None


async def save_merge(tx: Tx, merge: Merge) -> None:
    await tx.execute(
        "INSERT INTO customer_merges (merge_id, kept_id, merged_id, before, after, note_before, note_after, reason,"
        " merged_at, by, undone_at, undone_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        " ON CONFLICT (merge_id) DO UPDATE SET undone_at = EXCLUDED.undone_at, undone_by = EXCLUDED.undone_by,"
        " before = EXCLUDED.before, after = EXCLUDED.after, note_before = EXCLUDED.note_before,"
        " note_after = EXCLUDED.note_after",
        merge.merge_id,
        merge.kept_id,
        merge.merged_id,
        merge.before.model_dump_json(),
        merge.after.model_dump_json(),
        merge.note_before,
        merge.note_after,
        merge.reason,
        merge.merged_at,
        merge.by,
        merge.undone_at,
        merge.undone_by,
    )


async def save_undone(tx: Tx, undone: Merge) -> None:
    """Merges that came later bring nothing of it back, when they are undone in their turn."""
    await save_merge(tx, undone)
    for later in await list_merges(tx, [undone.kept_id]):
        if (rest := later.without(undone)) != later:
            await save_merge(tx, rest)


def merge_of(row: asyncpg.Record) -> Merge:
    """Raises Unreadable."""
    read = {name: _PROFILE.read(row[name], f"merge {row['merge_id']}") for name in ("before", "after")}
    return Merge(**dict(row) | read)


_PROFILE: Stored[Profile] = Stored(Profile)
SELECT_MERGES = (
    "SELECT merge_id, kept_id, merged_id, before, after, note_before, note_after, reason, merged_at, by, undone_at,"
    " undone_by FROM customer_merges"
)
