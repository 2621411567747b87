"""The first account of the back office, so that whoever starts a shop can sign in."""

import contextlib
from collections.abc import AsyncIterator

import asyncpg

from deploy.databases import service_url
from deploy.local import keys
from deploy.local.settings import BACKOFFICE, LocalSettings
from deploy.problem import Problem
from services.backoffice.accounts import store
from services.backoffice.accounts.model import NewStaff, Role
from services.backoffice.accounts.passwords import is_password
from services.backoffice.accounts.usecases.add_staff import add_staff
from shared.transaction import Database

EMAIL = "owner@shop.example"


async def make_owner(settings: LocalSettings) -> None:
    """Where nobody has an account yet; the password is kept with the keys of the stack."""
    async with staff_database(settings) as database, database.transaction() as tx:
        if not await store.list_staff(tx):
            password = keys.password(settings.state, "owner")
            await add_staff(tx, NewStaff(email=EMAIL, name="Owner", role=Role.OWNER, language="en", password=password))


async def first_password(settings: LocalSettings) -> str | None:
    """The one to sign in with as EMAIL; None once it was changed, or the account was disabled."""
    async with staff_database(settings) as database, database.reading() as tx:
        found = await store.find_credentials(tx, EMAIL)
    password = keys.password(settings.state, "owner")
    return password if found and is_password(password, found.password_hash) else None


@contextlib.asynccontextmanager
async def staff_database(settings: LocalSettings) -> AsyncIterator[Database]:
    """The back office's, as its own role."""
    try:
        database = await Database.connect(service_url(settings, BACKOFFICE), connections=1)
    except (OSError, asyncpg.PostgresError) as error:
        raise Problem(f"the back office's database does not answer ({error}); start it by `backshop up`") from error
    try:
        yield database
    finally:
        await database.close()
