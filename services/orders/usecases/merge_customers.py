"""Staff merge two customers who are one, and undo that; of either, orders stay as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid7

from services.orders.customers import merge_store, store
from services.orders.customers.events import customer_merged, customer_unmerged, told
from services.orders.customers.merging import (
    Merge,
    MergeNotFound,
    Taken,
    merged_note,
    merged_profile,
    note_without,
    profile_without,
    refuse_merge,
    refuse_merged,
)
from services.orders.customers.model import KnownCustomer
from services.orders.customers.of_orders import words_of_family
from shared.clock import now
from shared.refused import NotFound
from shared.transaction import Queries, Tx, announce


@dataclass(frozen=True, slots=True)
class MergeCustomers:
    """`kept_version` and `merged_version` are those of the two that the caller has seen."""

    kept_id: UUID
    merged_id: UUID
    kept_version: int
    merged_version: int
    by: str
    take: Sequence[Taken] = ()
    reason: str | None = None


class UndoMerge(NamedTuple):
    kept_id: UUID
    merge_id: UUID
    by: str


async def plan_merge(queries: Queries, command: MergeCustomers) -> tuple[KnownCustomer, KnownCustomer, KnownCustomer]:
    """Both as they are, and the kept one as it would be. Writes nothing. Raises NotFound, and as `refuse_merge`."""
    found = await store.find_customers(queries, [command.kept_id, command.merged_id])
    return _planned(found, command)


async def merge_customers(tx: Tx, command: MergeCustomers) -> KnownCustomer:
    """The customer that is kept, as it is then. Raises what planning it raises."""
    locked = await store.lock_customers(tx, [command.kept_id, command.merged_id])
    kept, merged, after = _planned(locked, command)
    # Whoever has just come with an order is announced before they are merged.
    merged, at = _told(tx, merged), now()
    after = after.but(announced_version=_told(tx, kept).announced_version, changed_at=at, changed_by=command.by)
    merge = Merge(
        merge_id=uuid7(),
        kept_id=kept.customer_id,
        merged_id=merged.customer_id,
        before=kept.profile,
        after=after.profile,
        note_before=kept.note,
        note_after=after.note,
        reason=command.reason,
        merged_at=at,
        by=command.by,
    )
    gone = merged.but(version=merged.version + 1, merged_into=kept.customer_id, changed_at=at, changed_by=command.by)
    await merge_store.save_merge(tx, merge)
    announce(tx, customer_merged(after, gone, merge))
    await _save(tx, gone, after)
    return after


async def undo_merge(tx: Tx, command: UndoMerge) -> KnownCustomer:
    """The customer that was kept, as it is then. Raises MergeNotFound, Merged, MergeUndone, MergeTooOld."""
    known = await merge_store.find_merge(tx, command.merge_id)
    if known is None or known.kept_id != command.kept_id:
        raise MergeNotFound(f"customer {command.kept_id} has no merge {command.merge_id}")
    locked = await store.lock_customers(tx, [known.kept_id, known.merged_id])
    merge = await merge_store.find_merge(tx, command.merge_id)  # only now, as somebody may have undone it
    assert merge
    kept, merged, at = locked[merge.kept_id], locked[merge.merged_id], now()
    refuse_merged(kept)
    undone = merge.undo(at=at, by=command.by)
    after = _told(tx, kept).but(
        version=kept.version + 1,
        profile=profile_without(kept.profile, merge),
        note=note_without(kept.note, merge),
        changed_at=at,
        changed_by=command.by,
    )
    back = merged.but(version=merged.version + 1, merged_into=None, changed_at=at, changed_by=command.by)
    await merge_store.save_undone(tx, undone)
    announce(tx, customer_unmerged(after, back, undone))
    await _save(tx, back, after)
    return after


def _planned(
    found: dict[UUID, KnownCustomer], command: MergeCustomers
) -> tuple[KnownCustomer, KnownCustomer, KnownCustomer]:
    for customer_id in (command.kept_id, command.merged_id):
        if customer_id not in found:
            raise NotFound(f"there is no customer {customer_id}", field="merged_id")
    kept, merged = found[command.kept_id], found[command.merged_id]
    refuse_merge(kept, merged, (command.kept_version, command.merged_version))
    after = kept.but(
        version=kept.version + 1,
        profile=merged_profile(kept.profile, merged.profile, command.take),
        note=merged_note(kept.note, merged.note),
    )
    return kept, merged, after


def _told(tx: Tx, customer: KnownCustomer) -> KnownCustomer:
    return customer if customer.announced_version == customer.version else told(tx, customer)


async def _save(tx: Tx, *customers: KnownCustomer) -> None:
    """With their words once all are written, as one has those of another."""
    saved = [one.but(announced_version=one.version) for one in customers]
    for one in saved:
        await store.update_customer(tx, one, ())
    for one in saved:
        await store.update_customer(tx, one, await words_of_family(tx, one))
