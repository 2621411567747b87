"""Somebody chooses another password; whoever is signed in elsewhere with the old one is signed out."""

from services.backoffice.accounts import session_store, store
from services.backoffice.accounts.passwords import hashed
from services.backoffice.accounts.sessions import Session
from services.backoffice.accounts.usecases.prove_password import lock_proven
from shared.refused import Refused
from shared.transaction import Tx


class PasswordsDiffer(Refused):
    type = "passwords-differ"
    status = 422
    field = "repeated"


async def change_password(tx: Tx, session: Session, *, proven: str, new: str, repeated: str) -> None:
    """`proven` is of `prove_password`. Raises PasswordsDiffer, WeakPassword and WrongPassword."""
    if new != repeated:
        raise PasswordsDiffer("the new password was not repeated as it was given")
    password_hash = await hashed(new, of=session.staff.email)
    await lock_proven(tx, session.staff.staff_id, proven)
    await store.update_password_hash(tx, session.staff.staff_id, password_hash)
    await session_store.delete_sessions_of(tx, session.staff.staff_id, but=session.session_id)
