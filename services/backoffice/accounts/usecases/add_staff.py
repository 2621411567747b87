"""Somebody starts to work here and gets an account."""

from asyncpg import UniqueViolationError
from uuid_utils.compat import uuid7

from services.backoffice.accounts import store
from services.backoffice.accounts.model import EmailTaken, NewStaff, StaffView
from services.backoffice.accounts.passwords import hashed
from shared.clock import now
from shared.transaction import Tx


async def add_staff(tx: Tx, new: NewStaff) -> StaffView:
    """Raises WeakPassword and EmailTaken."""
    password_hash = await hashed(new.password, of=new.email)
    staff_id = uuid7()
    try:
        await store.insert_staff(tx, staff_id, new, password_hash, at=now())
    except UniqueViolationError as error:
        raise EmailTaken(f"{new.email} has an account already") from error
    return StaffView(staff_id=staff_id, email=new.email, name=new.name, role=new.role)
