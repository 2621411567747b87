"""Somebody ends a session of theirs, or all but the present one."""

from uuid import UUID

from services.backoffice.accounts import session_store as store
from services.backoffice.accounts.sessions import Session
from shared.transaction import Tx


async def end_session(tx: Tx, present: Session, session_id: UUID) -> None:
    """One that is not theirs, or has ended already, changes nothing."""
    await store.delete_session_of(tx, present.staff.staff_id, session_id)


async def end_other_sessions(tx: Tx, present: Session) -> None:
    await store.delete_sessions_of(tx, present.staff.staff_id, but=present.session_id)
