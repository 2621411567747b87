"""What a service that was set back had announced is taken back, decided, and nothing of it twice."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from cli import takeback
from cli.__main__ import main
from client.api import Api
from deploy.local import keys
from shared.cloudevents import Incoming, unpack
from shared.messaging.take_back import NotOlder, Outcome, TakeBack, Verdict, take_back
from shared.schemas.event import Event
from shared.schemas.fulfilment import NothingToShip
from shared.schemas.orders import OrderPlaced
from shared.transaction import Tx, announce
from tests.messaging.ledger import Ledger
from tests.messaging.test_older import SERVICE, announced, looked, reached, set_back, topic
from tests.support.orders import placed
from tests.support.service import ALL_SCOPES, token
from tests.support.stack import Stack

__all__ = ["topic"]

EVEN = TakeBack(take=lambda tx, unknown: _take_even(tx, unknown.events))


async def _take_even(tx: Tx, events: Sequence[Event]) -> Sequence[Verdict]:
    """Those of an even sequence are noted; of the others nobody knows."""
    verdicts = []
    for event in events:
        assert isinstance(event, NothingToShip)
        if event.sequence % 2:
            verdicts.append(Verdict(Outcome.OPEN, str(event.sequence), "it is odd"))
            continue
        note = f"sequence {event.sequence}"
        if await tx.fetchval("SELECT EXISTS (SELECT FROM notes WHERE what = $1)", note):
            verdicts.append(Verdict(Outcome.THERE, str(event.sequence)))
            continue
        await tx.execute("INSERT INTO notes (order_id, what) VALUES ($1, $2)", event.order_id, note)
        verdicts.append(Verdict(Outcome.TAKEN, str(event.sequence)))
    return verdicts


async def older(ledger: Ledger, kafka: Stack, *sequences: int) -> None:
    """The database does not know events of these sequences."""
    await announced(ledger, kafka, 1)
    dump = await reached(ledger)
    async with ledger.transaction() as tx:
        announce(tx, *(NothingToShip(order_id=uuid7(), sequence=sequence) for sequence in sequences))
    await announced(ledger, kafka, 0)
    await set_back(ledger, dump)
    assert await looked(ledger, kafka) is not None


async def take(ledger: Ledger, kafka: Stack, *, accept: bool = False, only_look: bool = False) -> dict[str, str]:
    """By what they are about, what became of them."""
    taken = await take_back(ledger.database, kafka.kafka, SERVICE, EVEN, accept=accept, only_look=only_look, by="alice")
    return {one.about: one.outcome for one in taken}


async def test_all_is_taken_back_and_the_service_works_again(ledger: Ledger, kafka: Stack) -> None:
    await older(ledger, kafka, 2, 4)
    looked_at = await take(ledger, kafka, only_look=True)
    assert await ledger.notes() == []
    assert await take(ledger, kafka) == looked_at == {"2": "taken_back", "4": "taken_back"}
    assert sorted(await ledger.notes()) == ["sequence 2", "sequence 4"]
    assert (await ledger.post("/entries", {"text": "it works"})).status_code == 201
    assert await looked(ledger, kafka) is None
    with pytest.raises(NotOlder):
        await take(ledger, kafka)


async def test_while_one_is_open_the_service_waits_until_that_is_accepted(ledger: Ledger, kafka: Stack) -> None:
    await older(ledger, kafka, 2, 3)
    assert await take(ledger, kafka) == {"2": "taken_back", "3": "open"}
    assert "Kafka has 1 event of its own" in (ledger.database.closed or "")
    assert (await ledger.post("/entries", {"text": "not yet"})).status_code == 503
    assert await take(ledger, kafka, accept=True) == {"2": "there_already", "3": "decided"}
    async with ledger.reading() as queries:
        (decided,) = await queries.fetch("SELECT type, why, decided_by FROM decided")
    assert tuple(decided.values()) == ("NothingToShip", "it is odd", "alice")
    assert await ledger.notes() == ["sequence 2"]
    assert (await ledger.post("/entries", {"text": "it works"})).status_code == 201


async def test_what_waits_in_the_outbox_and_was_sent_is_not_sent_after_what_came_later(
    ledger: Ledger, kafka: Stack
) -> None:
    await announced(ledger, kafka, 1)
    dump = await reached(ledger)
    async with ledger.transaction() as tx:
        announce(tx, NothingToShip(order_id=uuid7(), sequence=2))
    async with ledger.reading() as queries:
        (waiting,) = await queries.fetch("SELECT topic, key, headers, value FROM outbox")
    async with ledger.transaction() as tx:
        announce(tx, NothingToShip(order_id=uuid7(), sequence=4))
    await announced(ledger, kafka, 0)
    await set_back(ledger, dump)
    async with ledger.transaction() as tx:
        insert = "INSERT INTO outbox (topic, key, headers, value) VALUES ($1, $2, $3, $4)"
        await tx.execute(insert, *waiting.values())
    assert await looked(ledger, kafka) is not None
    assert await take(ledger, kafka) == {"4": "taken_back"}
    async with ledger.reading() as queries:
        assert await queries.fetchval("SELECT count(*) FROM outbox") == 0
    assert sum((await reached(ledger)).values()) == 3


async def test_what_a_taken_event_followed_from_does_nothing_when_it_is_read_again(
    ledger: Ledger, kafka: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger announces NothingToShip of each order that is placed."""
    order = placed(number="one")
    await announced(ledger, kafka, 1)
    dump = await reached(ledger)
    await ledger.deliver(order)
    await announced(ledger, kafka, 0)
    await set_back(ledger, dump)
    async with ledger.transaction() as tx:
        await tx.execute("DELETE FROM inbox")
    assert await looked(ledger, kafka) is not None
    record = _incoming(ledger, order)

    async def needed(*about: object) -> list[object]:
        return [record]

    monkeypatch.setattr("shared.messaging.take_back._find_needed", needed)
    settling = TakeBack(EVEN.take, frozenset({OrderPlaced}), frozenset({NothingToShip}))
    await take_back(ledger.database, kafka.kafka, SERVICE, settling, accept=False, by="alice")
    async with ledger.reading() as queries:
        applied: list[UUID] = [row["event_id"] for row in await queries.fetch("SELECT event_id FROM inbox")]
    assert applied == [record.event_id]


async def test_the_command_lists_what_became_of_each_and_ends_with_1_while_one_is_open(
    ledger: Ledger, kafka: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await older(ledger, kafka, 3, 2)
    ledger.api.state.kafka = kafka.kafka
    monkeypatch.setattr(keys, "mint_token", lambda *about, **more: token(f"{ALL_SCOPES} ledger:read"))
    monkeypatch.setattr(
        takeback.Api, "at", lambda urls, bearer, **more: Api({"billing": ledger.client(bearer)}, **more)
    )
    monkeypatch.setattr(takeback, "address", _somewhere)
    monkeypatch.setattr("shared.http.take_back.take_back", _as_fulfilment)
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(takeback.asyncio, "run", lambda work: asyncio.run_coroutine_threadsafe(work, loop).result(60))
    assert await asyncio.to_thread(main, ["takeback", "billing"]) == 1
    said = capsys.readouterr()
    taken, heading, left, total = [line for line in said.out.splitlines() if line]
    assert taken.split()[-4:] == ["NothingToShip", "2", "taken", "back"]
    assert heading == "to be decided: 1"  # last, though Kafka has it first
    assert left.split()[-5:] == ["NothingToShip", "3", "it", "is", "odd"]
    assert total == "takeback: billing: 1 taken back, 1 to be decided; it waits"
    assert [line.strip()[:2] for line in said.err.replace("backshop: ", "").splitlines()[1:]] == ["1.", "2.", "3."]
    assert "  2. `backshop takeback billing --accept` notes those that are left, and opens billing" in said.err
    assert await asyncio.to_thread(main, ["takeback", "billing", "--accept"]) == 0
    said = capsys.readouterr()
    assert "\nnoted as decided: 1\n" in said.out
    assert said.out.endswith("takeback: billing: 1 there already, 1 noted as decided; billing works again\n")
    assert "billing is open: then do what each line says" in said.err
    assert await asyncio.to_thread(main, ["takeback", "billing"]) == 0
    assert capsys.readouterr().out == "takeback: nothing to do, billing knows all that it has announced\n"


async def _as_fulfilment(database: object, kafka: object, service: str, how: TakeBack, **more: object) -> object:
    return await take_back(database, kafka, SERVICE, EVEN, **more)  # type: ignore[arg-type]


def _incoming(ledger: Ledger, order: OrderPlaced) -> Incoming:
    return unpack(ledger.record(order), frozenset({OrderPlaced}))


async def _somewhere(*about: object) -> str:
    return "http://there"
