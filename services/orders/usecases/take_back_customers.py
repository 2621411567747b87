"""Customers that were announced and are not known any more are taken in as they were announced."""

from services.orders.customers import store
from services.orders.customers.model import KnownCustomer
from services.orders.customers.of_orders import words_of_family
from shared.messaging.take_back import Outcome, Verdict
from shared.schemas.orders import CustomerChanged, CustomerCreated, CustomerEvent
from shared.transaction import Tx


async def take_customer(tx: Tx, event: CustomerEvent) -> Verdict:
    """Their orders come to them by their numbers. The staff's note is in no event: it is as it was here, or gone."""
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
