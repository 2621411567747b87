"""Somebody sets up an authenticator app: a secret is made, which counts once a code of it has been given."""

from uuid import UUID

from services.backoffice.accounts import store
from services.backoffice.accounts.second_factor import encrypt, new_totp_secret
from services.backoffice.accounts.usecases.prove_password import lock_proven
from shared.refused import Refused
from shared.transaction import Tx


class SecondFactorIsOn(Refused):
    type = "second-factor-is-on"


async def start_second_factor(tx: Tx, staff_id: UUID, *, proven: str, secret: str) -> None:
    """`proven` is of `prove_password`, `secret` that of the back office. Raises SecondFactorIsOn and WrongPassword."""
    found = await lock_proven(tx, staff_id, proven)
    if found.staff.has_second_factor:
        raise SecondFactorIsOn("the second factor is on already; switch it off first")
    await store.update_totp(tx, staff_id, encrypt(new_totp_secret(), secret), None)
