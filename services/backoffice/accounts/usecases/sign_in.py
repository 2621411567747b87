"""Somebody signs in: a password, then a code where there is a second factor."""

from uuid import UUID

from services.backoffice.accounts import store
from services.backoffice.accounts.model import Staff, WrongCredentials
from services.backoffice.accounts.passwords import matches
from services.backoffice.accounts.second_factor import decrypt, hash_recovery_code, is_of_app, step_of_code
from services.backoffice.accounts.throttle import count_attempt, forget_attempts
from shared.clock import now
from shared.transaction import Database, Tx


async def check_password(database: Database, email: str, password: str, address: str) -> Staff:
    """Who this is. Raises WrongCredentials and TooManyAttempts, whether somebody works here or not."""
    await count_attempt(database, email, address)
    async with database.reading() as queries:
        found = await store.find_credentials(queries, email)
    right = await matches(password, found.password_hash if found else None)
    if found is None or not right:
        raise WrongCredentials("e-mail address or password is wrong")
    if not found.staff.has_second_factor:  # else the codes tried count on
        await forget_attempts(database, email)
    return found.staff


async def check_code(database: Database, staff: Staff, code: str, address: str, secret: str) -> None:
    """A code of the authenticator app or a recovery code, each good once. Raises as check_password does."""
    await count_attempt(database, staff.email, address)
    async with database.transaction() as tx:
        right = await _use_code(tx, staff.staff_id, code, secret)
    if not right:
        raise WrongCredentials("the code is wrong")
    await forget_attempts(database, staff.email)


async def _use_code(tx: Tx, staff_id: UUID, code: str, secret: str) -> bool:
    found = await store.lock_credentials(tx, staff_id)
    if found is None or found.totp_secret is None or not found.staff.has_second_factor:
        return False
    if not is_of_app(code):
        return await store.use_recovery_code(tx, staff_id, hash_recovery_code(code))
    step = step_of_code(decrypt(found.totp_secret, secret), code, now())
    return step is not None and await store.use_totp_step(tx, staff_id, step)
