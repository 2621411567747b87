"""Customers that were announced and are not known any more are taken in as they were announced."""

from collections.abc import Sequence
from dataclasses import replace

from services.orders.customers import store
from services.orders.customers.merge_store import find_merge, save_merge, save_undone
from services.orders.customers.merging import Merge
from services.orders.customers.model import KnownCustomer
from services.orders.customers.of_order_store import update_customer_of_order
from services.orders.customers.of_orders import words_of_family
from services.orders.order.as_held import HoldApplied, as_held
from services.orders.order.customer_history import customer_entries
from services.orders.order.phones import e164_of_customer
from services.orders.order.store import find_orders_with_content, save_orders
from shared.messaging.take_back import Outcome, Verdict
from shared.schemas.orders import (
    CustomerChanged,
    CustomerCreated,
    CustomerEvent,
    CustomerMerged,
    CustomerUnmerged,
    OrderCustomerChanged,
)
from shared.transaction import Tx


async def take_customer(tx: Tx, event: CustomerEvent) -> Verdict:
    """Their orders come to them by their numbers. The staff's note is in no event: it is as it was here, or gone."""
    if isinstance(event, CustomerMerged | CustomerUnmerged):
        return await _take_merge(tx, event)
    if not isinstance(event, CustomerCreated | CustomerChanged):
        return Verdict(Outcome.OPEN, why="nobody knows what it means any more")
    about = event.profile.reference or str(event.customer_id)
    before = (await store.lock_customers(tx, [event.customer_id])).get(event.customer_id)
    if before and before.version >= event.customer_version:
        return Verdict(Outcome.THERE, about)
    customer = _as_announced(event, before)
    if before:
        await store.update_customer(tx, customer, await words_of_family(tx, customer))
    elif not await store.insert_customers(tx, [customer]):
        return Verdict(Outcome.OPEN, about, "its number is another customer's here")
    return Verdict(Outcome.TAKEN, about)


async def _take_merge(tx: Tx, event: CustomerMerged | CustomerUnmerged) -> Verdict:
    """The staff's notes are in no event: they are as they were here."""
    about = event.profile.reference or str(event.customer_id)
    found = await store.lock_customers(tx, [event.customer_id, event.merged_id])
    if len(found) < 2:
        return Verdict(Outcome.OPEN, about, "its customers are not both known here")
    kept, merged = found[event.customer_id], found[event.merged_id]
    before = await find_merge(tx, event.merge_id)
    if before and (isinstance(event, CustomerMerged) or before.undone_at):
        return Verdict(Outcome.THERE, about)
    if isinstance(event, CustomerUnmerged):
        if before is None:
            return Verdict(Outcome.OPEN, about, "its merge is not known here")
        await save_undone(tx, replace(before, undone_at=event.unmerged_at, undone_by=event.by))
    else:
        made = Merge(
            merge_id=event.merge_id,
            kept_id=event.customer_id,
            merged_id=event.merged_id,
            before=kept.profile,
            after=event.profile,
            note_before=kept.note,
            note_after=kept.note,
            reason=event.reason,
            merged_at=event.merged_at,
            by=event.by,
        )
        await save_merge(tx, made)
    into = event.customer_id if isinstance(event, CustomerMerged) else None
    version = max(merged.version, event.merged_version)
    merged = merged.but(merged_into=into, version=version, announced_version=version)
    if kept.version < event.customer_version:
        kept = kept.but(profile=event.profile, version=event.customer_version, announced_version=event.customer_version)
    for one in (merged, kept):
        await store.update_customer(tx, one, ())
    for one in (merged, kept):
        await store.update_customer(tx, one, await words_of_family(tx, one))
    return Verdict(Outcome.TAKEN, about)


async def take_customer_of_order(tx: Tx, event: OrderCustomerChanged, applied: Sequence[HoldApplied]) -> Verdict:
    """Whose it is too, where that customer is known here."""
    found = (await find_orders_with_content(tx, [event.order_id])).get(event.order_id)
    if found is None:
        return Verdict(Outcome.OPEN, why="its order is not known here")
    order, ordered = found
    if event.sequence <= order.version:
        return Verdict(Outcome.THERE, order.number)
    until, effective = as_held(order, event, applied)
    known = event.customer_id and await store.find_customers(tx, [event.customer_id])
    changed = until.but(
        version=event.sequence, customer_changed=event.sequence, customer_id=event.customer_id if known else None
    )
    await update_customer_of_order(
        tx, changed, ordered._replace(customer=event.customer), e164_of_customer(event.customer)
    )
    entries = customer_entries(event, ordered.customer, order.customer_id)
    await save_orders(tx, [changed], [*effective, *entries])
    return Verdict(Outcome.TAKEN, order.number)


def _as_announced(event: CustomerCreated | CustomerChanged, before: KnownCustomer | None) -> KnownCustomer:
    at = event.created_at if isinstance(event, CustomerCreated) else event.changed_at
    known = before or KnownCustomer(
        event.customer_id, event.profile, created_at=at, created_by=event.by, changed_at=at, changed_by=event.by
    )
    return known.but(
        profile=event.profile,
        version=event.customer_version,
        announced_version=event.customer_version,
        changed_at=at,
        changed_by=event.by,
    )
