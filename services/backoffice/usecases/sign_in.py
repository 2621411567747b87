"""Somebody signs in: a password, then a code where there is a second factor; guessing is slowed down."""

import asyncio
from datetime import timedelta
from uuid import UUID

from services.backoffice import store
from services.backoffice.passwords import decrypt, hash_recovery_code, is_password, step_of_code
from services.backoffice.staff import Staff
from shared.clock import now
from shared.postgres.tx import Database, Tx
from shared.refused import Refused

WINDOW = timedelta(minutes=15)
MOST_BY_EMAIL = 10
MOST_BY_ADDRESS = 30


class WrongCredentials(Refused):
    type = "wrong-credentials"
    status = 401


class TooManyAttempts(Refused):
    type = "too-many-attempts"
    status = 429


async def check_password(database: Database, email: str, password: str, address: str) -> Staff:
    """Who this is. Raises WrongCredentials and TooManyAttempts."""
    await _count_attempt(database, email, address)
    async with database.reading() as tx:
        found = await store.find_credentials(tx, email)
    right = await asyncio.to_thread(is_password, password, found.password_hash if found else None)
    if found is None or not right:
        raise WrongCredentials("e-mail address or password is wrong")
    if not found.staff.has_second_factor:
        await _forget_attempts(database, email)
    return found.staff


async def check_code(database: Database, staff: Staff, code: str, address: str, secret: str) -> None:
    """A code of the authenticator app or a recovery code, each good once. Raises as check_password does."""
    await _count_attempt(database, staff.email, address)
    async with database.transaction() as tx:
        right = await _use_code(tx, staff.staff_id, code, secret)
    if not right:
        raise WrongCredentials("the code is wrong")
    await _forget_attempts(database, staff.email)


async def _use_code(tx: Tx, staff_id: UUID, code: str, secret: str) -> bool:
    found = await store.lock_credentials(tx, staff_id)
    if found is None or found.totp_secret is None:
        return False
    step = step_of_code(decrypt(found.totp_secret, secret), code)
    if step is not None:
        return await store.use_totp_step(tx, staff_id, step)
    return await store.use_recovery_code(tx, staff_id, hash_recovery_code(code))


async def _count_attempt(database: Database, email: str, address: str) -> None:
    """Counted as failed before it is tried, so that many at once gain nothing."""
    async with database.transaction() as tx:
        at = now()
        await store.add_failed_sign_in(tx, email, address, at)
        by_email, by_address = await store.count_failed_sign_ins(tx, email, address, at - WINDOW)
    if by_email > MOST_BY_EMAIL or by_address > MOST_BY_ADDRESS:
        raise TooManyAttempts(f"too many attempts; wait {WINDOW.total_seconds() / 60:.0f} minutes")


async def _forget_attempts(database: Database, email: str) -> None:
    async with database.transaction() as tx:
        await store.delete_failed_sign_ins(tx, email)
