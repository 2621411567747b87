"""Somebody has forgotten the password, or lost what gives the codes: they get a new one from an owner."""

from uuid import UUID

from services.backoffice.accounts import session_store, store
from services.backoffice.accounts.passwords import hashed
from services.backoffice.accounts.usecases.end_second_factor import forget_second_factor
from shared.refused import NotFound
from shared.transaction import Tx


async def reset_password(tx: Tx, staff_id: UUID, password: str, *, second_factor: bool) -> None:
    """Ends their sessions and any block; with `second_factor`, that is forgotten. Raises NotFound and WeakPassword."""
    staff = await store.find_staff(tx, staff_id)
    if staff is None:
        raise NotFound("there is no such account")
    password_hash = await hashed(password, of=staff.email)
    await store.update_password_hash(tx, staff_id, password_hash)
    if second_factor:
        await forget_second_factor(tx, staff_id)
    await session_store.delete_sessions_of(tx, staff_id)
    await session_store.delete_attempts(tx, staff.email)
