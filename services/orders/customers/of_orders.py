"""How orders come to customers: by the number that the storefront gave, and by nothing else (docs/decisions/0029)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid7

from services.orders.customers import store
from services.orders.customers.model import KnownCustomer, profile_of, with_more
from services.orders.customers.words import words_of_customer
from shared.schemas.orders import Customer, Profile
from shared.schemas.values import Language
from shared.transaction import Tx


class Named(NamedTuple):
    """The customer as an order names them, its language, and who placed it."""

    ordered: Customer
    language: Language
    by: str


async def find_or_insert_customers(tx: Tx, orders: Sequence[Named], at: datetime) -> list[UUID | None]:
    """The customer of each of the orders; None of a guest's. What a customer lacks is taken over from the order.

    What is new is announced right after, by `announce_customers`: placing orders has no time for that.
    """
    told = _told(orders)
    if not told:
        return [None] * len(orders)
    known = await store.find_by_reference(tx, told)
    if new := {reference: one for reference, one in told.items() if reference not in known}:
        known |= await _insert(tx, {reference: _new(profile, by, at) for reference, (profile, by) in new.items()})
    await learn(tx, {known[reference].customer_id: one for reference, one in told.items()}, known.values(), at)
    return [known[named.ordered.reference].customer_id if named.ordered.reference else None for named in orders]


def _told(orders: Sequence[Named]) -> dict[str, tuple[Profile, str]]:
    """By number, what all the orders tell of a customer, and who placed the first."""
    told: dict[str, tuple[Profile, str]] = {}
    for named in orders:
        if reference := named.ordered.reference:
            profile = profile_of(named.ordered, named.language)
            before = told.get(reference)
            told[reference] = (with_more(before[0], profile), before[1]) if before else (profile, named.by)
    return told


async def _insert(tx: Tx, new: Mapping[str, KnownCustomer]) -> dict[str, KnownCustomer]:
    inserted = await store.insert_customers(tx, list(new.values()))
    known = {reference: one for reference, one in new.items() if one.customer_id in inserted}
    # Another process was quicker with the others.
    others = new.keys() - known.keys()
    return known | await store.find_by_reference(tx, others) if others else known


def _new(profile: Profile, by: str, at: datetime) -> KnownCustomer:
    return KnownCustomer(
        customer_id=uuid7(), profile=profile, created_at=at, created_by=by, changed_at=at, changed_by=by
    )


async def learn(tx: Tx, told: Mapping[UUID, tuple[Profile, str]], known: Iterable[KnownCustomer], at: datetime) -> None:
    """What customers lack is taken over, by whom they are merged into in the end; it is announced right after."""
    news = [
        one.customer_id
        for one in known
        if one.merged_into or with_more(one.profile, told[one.customer_id][0]) != one.profile
    ]
    if not news:
        return
    roots = await store.find_roots(tx, news)
    locked = await store.lock_customers(tx, roots.values())
    for customer_id in news:
        before = locked[roots[customer_id]]
        profile, by = told[customer_id]
        more = with_more(before.profile, profile)
        if more != before.profile:
            after = before.but(version=before.version + 1, profile=more, changed_at=at, changed_by=by)
            locked[after.customer_id] = after
            await store.update_customer(tx, after, await words_of_family(tx, after))


async def words_of_family(tx: Tx, customer: KnownCustomer) -> set[str]:
    """Of a customer as it is now, and of those that are merged into it."""
    family = await store.find_family(tx, customer.customer_id)
    merged = [one.profile for one in family if one.customer_id != customer.customer_id]
    return set().union(*map(words_of_customer, [customer.profile, *merged]))
