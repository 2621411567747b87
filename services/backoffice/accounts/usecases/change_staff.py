"""Somebody is called otherwise, or gets another role, which counts from their next request on."""

from uuid import UUID

from services.backoffice.accounts import store
from services.backoffice.accounts.model import LastOwner, Role, Staff
from shared.refused import NotFound, StaleVersion
from shared.schemas.event import Contract
from shared.schemas.values import Line
from shared.transaction import Tx


class StaffChange(Contract):
    """`version` is that of the account as it was read."""

    name: Line
    role: Role
    version: int


async def change_staff(tx: Tx, staff_id: UUID, change: StaffChange) -> None:
    """Raises NotFound, StaleVersion and LastOwner."""
    staff = await lock_staff(tx, staff_id, stays_owner=change.role is Role.OWNER)
    if staff.version != change.version:
        raise StaleVersion(f"somebody else has changed the account of {staff.email}")
    await store.update_staff(tx, staff_id, name=change.name, role=change.role, disabled_at=staff.disabled_at)


async def lock_staff(tx: Tx, staff_id: UUID, *, stays_owner: bool) -> Staff:
    """The account, and with it those of all owners. Raises NotFound, and LastOwner where no owner would be left."""
    owners = await store.lock_owners(tx)
    found = await store.lock_credentials(tx, staff_id)
    if found is None:
        raise NotFound("there is no such account")
    if owners == [staff_id] and not stays_owner:
        raise LastOwner(f"{found.staff.email} is the last owner who can sign in, and stays one")
    return found.staff
