"""Settings that staff change: versions in the database, first values from the environment."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

import asyncpg
import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict

from shared.invariants import OF_EVERY_SERVICE
from shared.postgres.transient import NotReadyYet
from shared.refused import StaleVersion
from shared.schemas.orders import OrderPlaced
from shared.stored_settings import StoredSettings, get_settings, save_settings
from shared.transaction import Tx
from tests.messaging.ledger import Ledger
from tests.support.orders import placed

SAVED = next(one for one in OF_EVERY_SERVICE if one.rule == "settings are as they were saved")
_FOLLOWS = "version {} of the settings opening does not follow from the one before it"
_LAST = "version {} of the settings opening is not the last that was saved, which is {}"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Opening(StoredSettings):
    model_config = SettingsConfigDict(env_prefix="BACKSHOP_OPENING_")
    name: ClassVar[str] = "opening"

    door: str = "front"
    hours: int = 8


async def test_the_environment_gives_the_first_values(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    class FromEnvironment(Opening):
        pass

    monkeypatch.setenv("BACKSHOP_OPENING_HOURS", "10")
    async with ledger.reading() as queries:
        assert await get_settings(queries, FromEnvironment) == FromEnvironment(door="front", hours=10)


async def test_a_saved_version_is_read_in_the_transaction_that_saved_it_and_by_everybody_after(ledger: Ledger) -> None:
    async with ledger.transaction() as tx:
        assert await save_settings(tx, Opening(door="back"), expected_version=0, at=NOON, by="alice") == 1
        assert (await get_settings(tx, Opening)).door == "back"
    async with ledger.transaction() as tx:
        assert await save_settings(tx, Opening(door="side"), expected_version=1, at=NOON, by="bob") == 2
    async with ledger.reading() as queries:
        assert (await get_settings(queries, Opening)).door == "side"
        rows = await queries.fetch("SELECT version, value ->> 'door', changed_by FROM settings ORDER BY version")
    assert [tuple(row) for row in rows] == [(1, "back", "alice"), (2, "side", "bob")]


@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        ("UPDATE settings SET value = '{}' WHERE version = 1", [_FOLLOWS.format(1)]),
        ("UPDATE settings SET changed_by = 'nobody' WHERE version = 2", [_FOLLOWS.format(2)]),
        ("DELETE FROM settings WHERE version = 1", [_FOLLOWS.format(2)]),
        ("DELETE FROM settings WHERE version = 2", [_LAST.format(1, 2)]),
        ("DELETE FROM settings", [_LAST.format(0, 2)]),
        (
            "INSERT INTO settings SELECT name, 9, value, changed_at, 'ghost', hash FROM settings WHERE version = 2",
            [_FOLLOWS.format(9), _LAST.format(9, 2)],
        ),
    ],
)
async def test_a_version_that_is_altered_taken_away_or_slipped_in_is_named(
    ledger: Ledger, tampering: str, named: list[str]
) -> None:
    async with ledger.transaction() as tx:
        for version, door in enumerate(("back", "side")):
            await save_settings(tx, Opening(door=door), expected_version=version, at=NOON, by="alice")
    async with ledger.reading() as queries:
        assert await SAVED.violations(queries.connection) == []
    if not tampering.startswith("INSERT"):
        with pytest.raises(asyncpg.RaiseError, match="only added"):
            async with ledger.transaction() as tx:
                await tx.execute(tampering)
    async with ledger.transaction() as tx:
        await tx.execute("SET LOCAL session_replication_role = replica")
        await tx.execute(tampering)
        assert await SAVED.violations(tx.connection) == named


async def test_of_two_who_saved_at_once_the_one_who_did_is_the_last(ledger: Ledger) -> None:
    async def save(door: str) -> None:
        async with ledger.transaction() as tx:
            await save_settings(tx, Opening(door=door), expected_version=0, at=NOON, by=door)

    results = await asyncio.gather(*map(save, ("back", "side", "cellar")), return_exceptions=True)
    assert [type(one) for one in results if one] == [StaleVersion, StaleVersion]
    async with ledger.reading() as queries:
        assert await SAVED.violations(queries.connection) == []


@pytest.mark.parametrize("expected", [0, 2])
async def test_what_somebody_else_saved_meanwhile_is_not_overwritten(ledger: Ledger, expected: int) -> None:
    async with ledger.transaction() as tx:
        await save_settings(tx, Opening(door="back"), expected_version=0, at=NOON, by="alice")
    async with ledger.transaction() as tx:
        with pytest.raises(StaleVersion, match="somebody else has changed the settings opening"):
            await save_settings(tx, Opening(door="side"), expected_version=expected, at=NOON, by="bob")


async def test_a_field_that_a_stored_version_does_not_have_comes_from_the_environment(ledger: Ledger) -> None:
    async with ledger.transaction() as tx:
        await tx.execute(
            "INSERT INTO settings (name, version, value, changed_at, changed_by)"
            """ VALUES ('opening', 1, '{"door": "back"}', now(), 'alice')"""
        )
        assert await get_settings(tx, Opening) == Opening(door="back", hours=8)


async def test_a_stored_value_that_is_not_accepted_is_waited_out_and_parks_nothing(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def note_opening(tx: Tx, events: Sequence[OrderPlaced]) -> None:
        await get_settings(tx, Opening)

    monkeypatch.setitem(ledger.inbox.handlers, OrderPlaced, note_opening)
    async with ledger.transaction() as tx:
        await tx.execute(
            "INSERT INTO settings (name, version, value, changed_at, changed_by)"
            """ VALUES ('opening', 1, '{"hours": "all day"}', now(), 'alice')"""
        )
    record = ledger.record(placed())
    with pytest.raises(NotReadyYet, match="the stored settings opening are not valid here"):
        await ledger.deliver_records([record])
    assert await ledger.parked() == []
    async with ledger.transaction() as tx:
        await save_settings(tx, Opening(hours=24), expected_version=1, at=NOON, by="alice")
    await ledger.deliver_records([record])


async def test_settings_that_are_shared_cannot_be_changed(ledger: Ledger) -> None:
    async with ledger.reading() as queries:
        opening = await get_settings(queries, Opening)
    with pytest.raises(ValidationError, match="Instance is frozen"):
        opening.door = "side"


async def test_the_inbox_reads_the_newest_of_each_with_its_records(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Opening] = []

    async def note_opening(tx: Tx, events: Sequence[OrderPlaced]) -> None:
        with tx.connection.query_logger(lambda query: pytest.fail(query.query)):
            seen.append(await get_settings(tx, Opening))
        await save_settings(tx, Opening(door="cellar"), expected_version=2, at=NOON, by="carol")
        seen.append(await get_settings(tx, Opening))

    monkeypatch.setitem(ledger.inbox.handlers, OrderPlaced, note_opening)
    async with ledger.transaction() as tx:
        await save_settings(tx, Opening(door="back"), expected_version=0, at=NOON, by="alice")
        await save_settings(tx, Opening(door="side"), expected_version=1, at=NOON, by="bob")
    await ledger.deliver(placed())
    assert [opening.door for opening in seen] == ["side", "cellar"]
