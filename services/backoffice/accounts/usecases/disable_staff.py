"""Somebody works here no more: the account stays, as the histories name it, but nobody can sign in with it."""

from uuid import UUID

from services.backoffice.accounts import session_store, store
from services.backoffice.accounts.usecases.change_staff import lock_staff
from shared.clock import now
from shared.transaction import Tx


async def disable_staff(tx: Tx, staff_id: UUID) -> None:
    """Ends their sessions; twice is once. Raises NotFound and LastOwner."""
    staff = await lock_staff(tx, staff_id, stays_owner=False)
    await store.update_staff(tx, staff_id, name=staff.name, role=staff.role, disabled_at=staff.disabled_at or now())
    await session_store.delete_sessions_of(tx, staff_id)
