"""Accounts of the back office by command, and the first one of a new shop."""

import asyncio
import json
from pathlib import Path
from typing import NamedTuple

import pytest
from pydantic import SecretStr
from uuid_utils.compat import uuid7

from cli.__main__ import main
from deploy.databases import make_databases
from deploy.local.owner import first_password, make_owner, staff_database
from deploy.local.settings import LocalSettings
from services.backoffice.accounts import session_store, store
from services.backoffice.accounts.passwords import is_password
from services.backoffice.accounts.session_store import SessionRow
from shared.clock import now
from tests.support.stack import Stack


class Said(NamedTuple):
    code: int
    text: str
    complaint: str


class Office:
    """The back office's database, and `backshop staff` on it."""

    def __init__(self, settings: LocalSettings, capsys: pytest.CaptureFixture[str]) -> None:
        self.settings = settings
        self._capsys = capsys

    async def staff(self, *arguments: str) -> Said:
        code = await asyncio.to_thread(main, ["staff", *arguments])
        return Said(code, *self._capsys.readouterr())

    async def add(self, email: str, role: str = "sales") -> Said:
        return await self.staff("add", "--email", email, "--name", "Marie Curie", "--role", role)

    async def lets_in(self, email: str, password: str) -> bool:
        async with staff_database(self.settings) as database, database.reading() as tx:
            found = await store.find_credentials(tx, email)
        return found is not None and is_password(password, found.password_hash)


@pytest.fixture
async def office(
    tmp_path: Path, postgres: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Office:
    """Where nobody has an account yet."""
    settings = LocalSettings(state=tmp_path, postgres_url=SecretStr(postgres.postgres_url()))
    await make_databases(settings)
    async with staff_database(settings) as database, database.transaction() as tx:
        await tx.execute("TRUNCATE staff CASCADE")
    monkeypatch.setenv("BACKSHOP_STATE", str(tmp_path))
    monkeypatch.setenv("BACKSHOP_POSTGRES_URL", postgres.postgres_url())
    return Office(settings, capsys)


async def test_the_first_owner_signs_in_with_the_password_that_is_kept(office: Office) -> None:
    await make_owner(office.settings)
    await make_owner(office.settings)
    kept = (office.settings.state / "keys" / "owner.password").read_text()
    assert await first_password(office.settings) == kept
    assert await office.lets_in("owner@shop.example", kept)
    assert (await office.staff("list")).text.split() == [
        "email",
        "name",
        "role",
        "owner@shop.example",
        "Owner",
        "owner",
    ]


async def test_a_shop_that_has_staff_gets_no_owner_by_itself(office: Office) -> None:
    await office.add("marie@shop.example")
    await make_owner(office.settings)
    assert await first_password(office.settings) is None


async def test_the_first_password_is_told_no_more_once_it_was_changed(office: Office) -> None:
    await make_owner(office.settings)
    await office.staff("reset-password", "--email", "owner@shop.example")
    assert await first_password(office.settings) is None


async def test_who_was_added_signs_in_with_the_password_that_was_printed(office: Office) -> None:
    said = await office.add("marie@shop.example")
    assert said.text.startswith("marie@shop.example can sign in with ")
    assert await office.lets_in("marie@shop.example", said.text.split()[-1])


async def test_an_address_gets_one_account(office: Office) -> None:
    await office.add("marie@shop.example")
    said = await office.add("Marie@shop.example")
    assert (said.code, said.complaint) == (1, "backshop: Marie@shop.example has an account already\n")


async def test_an_address_that_is_none_is_refused(office: Office) -> None:
    said = await office.add("marie")
    assert said.code == 1
    assert said.complaint.startswith("backshop: --email is wrong: ")


async def test_a_new_password_replaces_the_old(office: Office) -> None:
    old = (await office.add("marie@shop.example")).text.split()[-1]
    new = (await office.staff("reset-password", "--email", "marie@shop.example")).text.split()[-1]
    assert await office.lets_in("marie@shop.example", new)
    assert not await office.lets_in("marie@shop.example", old)


async def test_who_lost_the_second_factor_gets_in_without_it_and_is_signed_out_everywhere(office: Office) -> None:
    await office.add("marie@shop.example")
    async with staff_database(office.settings) as database, database.transaction() as tx:
        (marie,) = await store.list_staff(tx)
        session = SessionRow(uuid7(), marie.staff_id, "signed_in", now(), now(), "Firefox", "127.0.0.1")
        assert await session_store.insert_session(tx, b"token", session, version=marie.version)
        await store.update_totp(tx, marie.staff_id, b"sealed", now())
    await office.staff("reset-password", "--email", "marie@shop.example", "--second-factor")
    async with staff_database(office.settings) as database, database.reading() as tx:
        assert not (await store.list_staff(tx))[0].has_second_factor
        assert await session_store.find_session(tx, b"token") is None


async def test_who_has_left_signs_in_no_more_and_stays_in_the_list(office: Office, tmp_path: Path) -> None:
    await office.add("marie@shop.example", role="owner")
    password = (await office.add("paul@shop.example")).text.split()[-1]
    assert (await office.staff("disable", "--email", "paul@shop.example")).code == 0
    assert not await office.lets_in("paul@shop.example", password)
    await office.staff("list", "--json", str(tmp_path / "staff.json"))
    listed = {one["email"]: one["disabled"] for one in json.loads((tmp_path / "staff.json").read_text())}
    assert listed == {"marie@shop.example": False, "paul@shop.example": True}


async def test_the_last_owner_stays(office: Office) -> None:
    await office.add("marie@shop.example", role="owner")
    said = await office.staff("disable", "--email", "marie@shop.example")
    assert said.complaint == "backshop: marie@shop.example is the last owner who can sign in, and stays one\n"


async def test_nobody_by_that_address_is_said(office: Office) -> None:
    said = await office.staff("reset-password", "--email", "nobody@shop.example")
    assert "nobody@shop.example has no account that can sign in" in said.complaint
    assert (await office.staff("list")).text == "nobody has an account; `backshop staff add` makes one\n"
