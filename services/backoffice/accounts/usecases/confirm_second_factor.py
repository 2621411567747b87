"""The authenticator app gives a right code: from now on one is asked for at sign-in."""

from uuid import UUID

from services.backoffice.accounts import store
from services.backoffice.accounts.second_factor import WrongCode, decrypt, new_recovery_codes, step_of_code
from services.backoffice.accounts.usecases.start_second_factor import SecondFactorIsOn
from shared.clock import now
from shared.refused import Refused
from shared.transaction import Tx


class SecondFactorNotStarted(Refused):
    type = "second-factor-not-started"


async def confirm_second_factor(tx: Tx, staff_id: UUID, code: str, *, secret: str) -> list[str]:
    """Returns the recovery codes. Raises WrongCode, SecondFactorNotStarted and SecondFactorIsOn."""
    found = await store.lock_credentials(tx, staff_id)
    if found is None or found.totp_secret is None:
        raise SecondFactorNotStarted("no authenticator app is being set up")
    if found.staff.has_second_factor:
        raise SecondFactorIsOn("the second factor is on already")
    at = now()
    step = step_of_code(decrypt(found.totp_secret, secret), code, at)
    if step is None:
        raise WrongCode("the code is wrong")
    codes = new_recovery_codes()
    await store.update_totp(tx, staff_id, found.totp_secret, at)
    await store.use_totp_step(tx, staff_id, step)  # this code is used: it is no good for the next sign-in
    await store.save_recovery_codes(tx, staff_id, [one.code_hash for one in codes])
    return [one.code for one in codes]
