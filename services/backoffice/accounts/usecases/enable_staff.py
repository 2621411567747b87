"""Somebody is back: the password is the one they had."""

from uuid import UUID

from services.backoffice.accounts import store
from services.backoffice.accounts.usecases.change_staff import lock_staff
from shared.transaction import Tx


async def enable_staff(tx: Tx, staff_id: UUID) -> None:
    """Twice is once. Raises NotFound."""
    staff = await lock_staff(tx, staff_id, stays_owner=True)
    await store.update_staff(tx, staff_id, name=staff.name, role=staff.role, disabled_at=None)
