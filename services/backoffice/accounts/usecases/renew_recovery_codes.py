"""Somebody has used up or lost the recovery codes: the old ones are no good any more."""

from uuid import UUID

from services.backoffice.accounts import store
from services.backoffice.accounts.second_factor import new_recovery_codes
from services.backoffice.accounts.usecases.prove_password import lock_proven
from shared.refused import Refused
from shared.transaction import Tx


class SecondFactorIsOff(Refused):
    type = "second-factor-is-off"


async def renew_recovery_codes(tx: Tx, staff_id: UUID, *, proven: str) -> list[str]:
    """`proven` is of `prove_password`. Raises SecondFactorIsOff and WrongPassword."""
    found = await lock_proven(tx, staff_id, proven)
    if not found.staff.has_second_factor:
        raise SecondFactorIsOff("there is no second factor to recover")
    codes = new_recovery_codes()
    await store.save_recovery_codes(tx, staff_id, [one.code_hash for one in codes])
    return [one.code for one in codes]
