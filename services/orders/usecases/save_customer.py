"""Staff write a customer down, and change what is known of one; orders keep what they were placed with."""

from typing import NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid7

from services.orders.customers import store
from services.orders.customers.events import told
from services.orders.customers.model import KnownCustomer, ReferenceTaken
from services.orders.customers.of_orders import words_of_family
from services.orders.customers.phones import dialled
from services.orders.order.phones import e164_of
from services.orders.settings import ShopSettings
from shared.clock import now
from shared.schemas.orders import Profile
from shared.stored_settings import get_settings
from shared.transaction import Tx


class CreateCustomer(NamedTuple):
    profile: Profile
    note: str | None
    by: str


class ChangeCustomer(NamedTuple):
    """`expected_version` is that of the customer the caller has read."""

    customer_id: UUID
    profile: Profile
    note: str | None
    expected_version: int
    by: str
    keeps_addresses: bool = False


async def create_customer(tx: Tx, command: CreateCustomer) -> KnownCustomer:
    at = now()
    customer = KnownCustomer(
        customer_id=uuid7(),
        profile=await with_phone(tx, command.profile),
        note=command.note or None,
        created_at=at,
        created_by=command.by,
        changed_at=at,
        changed_by=command.by,
    )
    customer = told(tx, customer)
    if not await store.insert_customers(tx, [customer]):
        raise ReferenceTaken(f"there is a customer {command.profile.reference} already", brief="there is one already")
    return customer


async def change_customer(tx: Tx, command: ChangeCustomer) -> KnownCustomer:
    """The customer as it is then."""
    before = await store.lock_customer(tx, command.customer_id)
    profile = command.profile
    if command.keeps_addresses:
        profile = profile.model_copy(update={"addresses": before.profile.addresses})
    after = before.changed(
        await with_phone(tx, profile, before.profile),
        command.note or None,
        expected_version=command.expected_version,
        by=command.by,
        at=now(),
    )
    if after is not before:
        after = told(tx, after)
        await store.update_customer(tx, after, await words_of_family(tx, after))
    return after


async def with_phone(tx: Tx, profile: Profile, before: Profile | None = None) -> Profile:
    """Raises NoPhone for one that nobody can dial, unless it was there before: it came with an order."""
    country = next((one.address.country for one in profile.addresses), None)
    country = country or (await get_settings(tx, ShopSettings)).shop_country
    is_known = before is not None and profile.phone == before.phone
    e164 = e164_of(profile.phone, country) if is_known else dialled(profile.phone, country)
    return profile.model_copy(update={"phone_e164": e164})
