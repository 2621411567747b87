"""Whatever bytes a record is made of: it is applied, or set aside, and its neighbours go on."""

import random
from collections.abc import Sequence
from typing import Any

import pytest

from shared.cloudevents import Incoming, unpack
from shared.messaging import parked
from shared.messaging.doubt import InDoubt
from shared.messaging.inbox import Inbox, InvalidRecord
from shared.schemas.fulfilment import NothingToShip
from shared.schemas.orders import CancelOrder, OrderPlaced
from shared.transaction import Tx, announce
from tests.messaging.ledger import Ledger
from tests.support.orders import cancelled, placed

Headers = Sequence[tuple[str, bytes | None]]
NASTY = [b"", b"\0", b"na\0me", b"\xff\xfe", b"\xed\xa0\x80", "é中\U0001f600".encode(), b"x" * 5000, b"%s{}'\"\\"]
NAMES = [text.decode("utf-8", "surrogateescape") for text in NASTY] + ["ce_id", "ce_type", "ce_source", "traceparent"]


def changed(headers: Headers, name: str, value: bytes | None) -> Headers:
    return [(n, v) for n, v in headers if n != name] + [(name, value)]


async def test_random_bytes_anywhere_end_as_what_is_applied_or_set_aside(ledger: Ledger) -> None:
    chance = random.Random(20261126)
    records = []
    for poll in range(40):
        batch = [*(_spoilt(ledger, chance) for _ in range(12)), ledger.record(placed(number=f"good {poll}"))]
        await ledger.deliver_records(batch)
        records += [unpack(record, frozenset({OrderPlaced})) for record in batch]
    unreadable = {record.offset for record in records if record.unreadable}
    assert len(unreadable) > 100
    async with ledger.reading() as queries:
        assert {row[0] for row in await queries.fetch('SELECT "offset" FROM parked')} == unreadable
        assert await queries.fetchval("SELECT next_offset FROM consumed") == len(records) == 520
    notes = await ledger.notes()
    assert len(notes) == len({record.event_id for record in records if record.event}) > 100
    assert {f"placed good {poll}" for poll in range(40)} <= set(notes)
    assert (await ledger.http.get("/operations/parked", params={"limit": 200})).status_code == 200


def _spoilt(ledger: Ledger, chance: random.Random) -> Any:
    """A record of which some parts are random."""
    event = placed(number=f"{chance.random()}")
    record = ledger.record(event)
    headers: list[tuple[str, bytes | None]] = list(record.headers)
    for _ in range(chance.choice([1, 1, 2, 40])):
        match chance.randrange(6):
            case 0:
                headers.append((chance.choice(NAMES), _bytes(chance)))
            case 1:
                headers[chance.randrange(len(headers))] = (chance.choice(NAMES), None)
            case 2:
                at = chance.randrange(len(headers))
                headers[at] = (headers[at][0], _bytes(chance))
            case 3:
                headers += [(chance.choice(NAMES), b"1")] * chance.choice([1, 10, 300])
            case 4:
                record = _with(record, key=chance.choice([None, _bytes(chance)]))
            case 5:
                record = _with(record, value=_value(chance, record.value))
    return _with(record, headers=tuple(headers), timestamp=chance.choice([0, -1, 2**63 - 1, -(2**63)]))


def _with(record: Any, **changes: Any) -> Any:
    fields = {name: getattr(record, name) for name in record.__dataclass_fields__}
    return type(record)(**(fields | changes))


def _bytes(chance: random.Random) -> bytes:
    return chance.choice([*NASTY, chance.randbytes(chance.randrange(200))])


def _value(chance: random.Random, value: bytes | None) -> bytes | None:
    """Bytes, or JSON that is spoilt in the middle."""
    if not value or chance.random() < 0.3:
        return chance.choice([None, _bytes(chance)])
    at = chance.randrange(len(value))
    piece = chance.choice([b"\0", b"\\u0000", b'"', b"{", b"\xff", b"1e999", b"NaN", b"\\ud800", chance.randbytes(3)])
    return value[:at] + piece + value[at + chance.randrange(4) :]


@pytest.mark.parametrize("name", ["na\0me", "na\udcffme", "\udcff\0"])
async def test_a_header_whose_name_cannot_be_stored_is_shown_written_out(ledger: Ledger, name: str) -> None:
    broken = ledger.record(placed(), value=b"{")
    good = ledger.record(placed(number="1002"), headers=[*ledger.record(placed()).headers, (name, b"1")])
    await ledger.deliver_records([_with(broken, headers=(*broken.headers, (name, b"1"))), good])
    assert await ledger.notes() == ["placed 1002"]
    (record,) = await ledger.parked()
    assert record.headers[name.replace("\0", "\\x00").replace("\udcff", "\\udcff")] == "1"


@pytest.mark.parametrize(
    "name", ["traceparent", "ce_time", "ce_sequence", "ce_subject", "ce_correlationid", "ce_causationid", "ce_other"]
)
@pytest.mark.parametrize("value", [None, b"\xff", b"\0", b"x" * 1001, b""])
async def test_a_header_that_is_not_needed_may_be_broken(ledger: Ledger, name: str, value: bytes | None) -> None:
    record = ledger.record(placed(number="1001"))
    await ledger.deliver_records([_with(record, headers=tuple(changed(record.headers, name, value)))])
    assert await ledger.notes() == ["placed 1001"]
    assert await ledger.announced_types() == ["NothingToShip"]


@pytest.mark.parametrize("name", ["ce_id", "ce_type", "ce_source"])
async def test_a_header_that_is_needed_must_be_whole(ledger: Ledger, name: str) -> None:
    record = ledger.record(placed(number="1001"))
    await ledger.deliver_records([_with(record, headers=tuple(changed(record.headers, name, b"\xff")))])
    assert [one.error for one in await ledger.parked()] == [f"header {name} is not UTF-8"]


async def test_the_same_id_from_two_sources_is_two_events(ledger: Ledger) -> None:
    first, second = ledger.record(placed(number="1001")), ledger.record(placed(number="1002"))
    name = dict(first.headers)["ce_id"]
    same = changed(second.headers, "ce_id", name)
    await ledger.deliver_records([first])
    for source in (b"/shop", b"/backshop/billing", b"/shop"):
        await ledger.deliver_records(
            [ledger.record(placed(number=source.decode()), headers=changed(same, "ce_source", source))]
        )
    assert await ledger.notes() == ["placed 1001", "placed /shop", "placed /backshop/billing"]


def test_where_a_source_ends_and_an_id_begins_makes_a_difference(ledger: Ledger) -> None:
    record = ledger.record(placed())

    def identity(source: str, name: str) -> Any:
        headers = changed(changed(record.headers, "ce_source", source.encode()), "ce_id", name.encode())
        return unpack(_with(record, headers=headers), frozenset({OrderPlaced})).event_id

    assert identity("/a b", "c") != identity("/a", "b c")
    assert identity("/backshop/orders", "019cade2-1228-7a3b-8199-c6b41c80317f").hex.startswith("019cade2")
    assert identity("", "019cade2-1228-7a3b-8199-c6b41c80317f").hex.startswith("019cade2")
    assert identity("/backshop/orders", "019CADE2-1228-7A3B-8199-C6B41C80317F").version == 5


async def test_what_cannot_be_kept_whole_is_kept_by_its_place_and_error(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No bytes are known that do this any more; whatever comes, the consumer does not end there."""
    keep = parked._keep

    async def refuses(tx: Tx, record: Incoming, *rest: Any) -> None:
        await keep(tx, record, *rest)
        if record.headers:
            await tx.execute("SELECT 1 / 0")

    monkeypatch.setattr(parked, "_keep", refuses)
    unreadable, fine = ledger.record(placed(), value=b"{"), placed(number="1002")
    await ledger.deliver_records([unreadable, ledger.record(placed(number="broken")), ledger.record(fine)])
    assert await ledger.notes() == ["placed 1002"]
    assert [(one.topic, one.partition, one.offset, one.state, one.headers) for one in await ledger.parked()] == [
        ("orders.events", 0, 0, "dead", {}),
        ("orders.events", 0, 1, "dead", {}),
    ]
    assert {one.error for one in await ledger.parked()} == {
        "nothing of it can be kept: DivisionByZeroError: division by zero"
    }


async def test_a_command_whose_answer_fails_is_a_dead_letter(ledger: Ledger) -> None:
    async def answer(tx: Tx, records: Sequence[InvalidRecord]) -> None:
        announce(tx, NothingToShip(order_id=placed().order_id))
        raise RuntimeError("no answer can be made")

    ledger.inbox = Inbox(ledger.database, {CancelOrder: ledger.service.handlers[OrderPlaced]}, answer)
    command = CancelOrder(order_id=placed().order_id, reason="customer")
    record = ledger.record(command, value=b'{"\\u0000": 1}')
    await ledger.deliver_records([record])
    assert [one.state for one in await ledger.parked()] == ["dead"]
    assert await ledger.announced_types() == []


async def test_where_records_of_several_orders_in_a_row_fail_the_same_none_is_parked(ledger: Ledger) -> None:
    records = [ledger.record(placed(number="broken")) for _ in range(5)]
    with pytest.raises(InDoubt, match="RuntimeError at tests/messaging/ledger.py:"):
        await ledger.deliver_records(records)
    assert (await ledger.parked(), await ledger.notes()) == ([], [])
    await ledger.mend()
    await ledger.deliver_records(records)
    assert (await ledger.parked(), await ledger.notes()) == ([], ["placed broken"] * 5)
    assert not ledger.inbox.doubt.waits


async def test_it_is_told_across_batches_and_the_records_behind_one_of_its_key_do_not_count(ledger: Ledger) -> None:
    for _ in range(4):
        order = placed(number="broken")
        await ledger.deliver(order, cancelled(order))
    assert len(await ledger.parked()) == 8
    with pytest.raises(InDoubt):
        await ledger.deliver(placed(number="broken"))
    assert len(await ledger.parked()) == 8


async def test_where_others_succeed_between_them_it_is_the_records(ledger: Ledger) -> None:
    for _ in range(2):
        await ledger.deliver(*(placed(number="broken") for _ in range(9)), placed(number="1001"))
    assert (len(await ledger.parked()), await ledger.notes()) == (18, ["placed 1001", "placed 1001"])


def test_why_a_record_cannot_be_read_is_not_as_long_as_the_record(ledger: Ledger) -> None:
    """Its sender is answered with it, in an event that must itself be of a size that is sent."""
    command = CancelOrder(order_id=placed().order_id, reason="customer")
    value = command.model_dump_json()[:-1].encode() + b', "' + b"\\u0001" * 100_000 + b'": 1}'
    record = ledger.record(command, value=value)
    incoming = unpack(record, frozenset({CancelOrder}))
    assert incoming.invalid
    assert len(incoming.unreadable or "") == 1000


async def test_a_dead_letter_of_a_topic_that_was_made_anew_makes_room_for_the_next(ledger: Ledger) -> None:
    order = placed()
    for value in (b"{before", b"{before", b"{since"):
        record = ledger.record(order, value=value, offset=7)
        async with ledger.transaction() as tx:
            await parked.dead_letter(tx, unpack(record, frozenset({OrderPlaced})))
    before, since = await ledger.parked()
    assert (before.offset, before.value, since.offset, since.value) == (-before.id, "{before", 7, "{since")
