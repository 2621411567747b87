"""No code is asked for at sign-in any more: its owner switches it off, or it is lost."""

from uuid import UUID

from services.backoffice.accounts import store
from services.backoffice.accounts.usecases.prove_password import lock_proven
from shared.transaction import Tx


async def end_second_factor(tx: Tx, staff_id: UUID, *, proven: str) -> None:
    """`proven` is of `prove_password`. Raises WrongPassword."""
    await lock_proven(tx, staff_id, proven)
    await forget_second_factor(tx, staff_id)


async def forget_second_factor(tx: Tx, staff_id: UUID) -> None:
    """The recovery codes go with it."""
    await store.update_totp(tx, staff_id, None, None)
    await store.save_recovery_codes(tx, staff_id, [])
