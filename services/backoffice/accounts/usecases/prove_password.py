"""Who is signed in gives the password again before anything that would let somebody else in."""

from uuid import UUID

from services.backoffice.accounts import store
from services.backoffice.accounts.model import Staff, WrongPassword
from services.backoffice.accounts.passwords import matches
from services.backoffice.accounts.store import Credentials
from services.backoffice.accounts.throttle import count_attempt, forget_attempts
from shared.transaction import Database, Tx


async def prove_password(database: Database, staff: Staff, password: str, address: str) -> str:
    """Returns its hash, for `lock_proven`. Raises WrongPassword and TooManyAttempts."""
    await count_attempt(database, staff.email, address)
    async with database.reading() as queries:
        found = await store.find_credentials(queries, staff.email)
    if found is None or not await matches(password, found.password_hash):
        raise WrongPassword("this is not the present password")
    await forget_attempts(database, staff.email)
    return found.password_hash


async def lock_proven(tx: Tx, staff_id: UUID, proven: str) -> Credentials:
    """The account, whose password is still the one that was proven. Raises WrongPassword."""
    found = await store.lock_credentials(tx, staff_id)
    if found is None or found.password_hash != proven or found.staff.disabled_at:
        raise WrongPassword("the password was changed meanwhile")
    return found
