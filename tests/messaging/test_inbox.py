"""The inbox: each event once, each key in order, a record that cannot be handled stops nobody but its own key."""

import asyncio
import contextlib
import json

import pytest
from uuid_utils.compat import uuid7

from shared.cloudevents import unpack
from shared.messaging.handlers import Fold, in_order
from shared.messaging.inbox import Fenced
from shared.messaging.parked import ParkedState, retry_due
from shared.messaging.skipped import Skipped
from shared.schemas.orders import OrderCancelled, OrderHeld, OrderPlaced
from shared.transaction import announce
from tests.messaging.ledger import Ledger, note_placements
from tests.support.orders import cancelled, held, placed


async def test_an_event_is_applied_once_however_often_it_comes(ledger: Ledger) -> None:
    order = placed()
    await ledger.deliver(order)
    await ledger.deliver(order, order)
    assert await ledger.notes() == ["placed 1001"]
    assert await ledger.announced_types() == ["NothingToShip"]


async def test_events_of_one_order_keep_their_order_across_types(ledger: Ledger) -> None:
    order, other = placed(), placed(number="1002")
    await ledger.deliver(order, cancelled(order), held(order, sequence=3), other)
    assert await ledger.notes(order.order_id) == ["placed 1001", "cancelled", "held"]
    assert await ledger.notes(other.order_id) == ["placed 1002"]


async def test_no_call_of_a_use_case_holds_two_events_of_one_order(ledger: Ledger) -> None:
    order, other = placed(), placed()
    records = [ledger.record(event) for event in (held(order), held(order, sequence=4), held(other))]
    incoming = [unpack(record, frozenset({OrderHeld})) for record in records]
    groups = in_order(incoming, ledger.service.handlers)
    assert [[record.offset for record in group] for _, group in groups] == [[0, 2], [1]]


async def test_a_use_case_that_folds_takes_all_its_events_in_one_call(ledger: Ledger) -> None:
    order, other = placed(), placed()
    events = (held(order), cancelled(order), held(other), placed(order.order_id))
    incoming = [unpack(ledger.record(event), frozenset({OrderPlaced, OrderHeld, OrderCancelled})) for event in events]
    fold = Fold(note_placements)
    groups = in_order(incoming, {OrderPlaced: note_placements, OrderHeld: fold, OrderCancelled: fold})
    assert [(use_case, [record.event for record in group]) for use_case, group in groups] == [
        (fold, [events[0], events[1], events[2]]),
        (note_placements, [events[3]]),
    ]


async def test_what_is_undone_to_a_savepoint_is_not_announced_either(ledger: Ledger) -> None:
    order = placed()
    async with ledger.transaction() as tx:
        announce(tx, order)
        with contextlib.suppress(RuntimeError):
            async with tx.savepoint():
                announce(tx, placed(number="undone"))
                raise RuntimeError
    assert await ledger.announced() == [order]


async def test_what_fails_is_undone_and_parked_and_its_neighbours_go_on(ledger: Ledger) -> None:
    broken, fine = placed(number="broken"), placed(number="1002")
    await ledger.deliver(broken, fine, cancelled(broken))
    assert await ledger.notes() == ["placed 1002"]
    assert await ledger.announced_types() == ["NothingToShip"]
    parked = await ledger.parked()
    assert [(record.state, record.attempts, record.error) for record in parked] == [
        ("parked", 1, "RuntimeError: this use case has a bug"),
        ("parked", 0, "waits for an earlier record of its key"),
    ]


async def test_a_later_event_of_a_parked_order_waits_behind_it(ledger: Ledger) -> None:
    broken = placed(number="broken")
    await ledger.deliver(broken)
    await ledger.deliver(cancelled(broken), placed(number="1002"))
    assert await ledger.notes() == ["placed 1002"]
    assert [record.attempts for record in await ledger.parked()] == [1, 0]


async def test_a_mended_record_is_retried_and_those_behind_it_follow_in_order(ledger: Ledger) -> None:
    broken = placed(number="broken")
    await ledger.deliver(broken, cancelled(broken))
    await ledger.mend()
    first, _ = await ledger.parked()
    await ledger.post(f"/operations/parked/{first.id}/retry")
    await _retry_all(ledger)
    assert await ledger.notes() == ["placed broken", "cancelled"]
    assert await ledger.parked() == []


async def test_a_record_that_fails_every_try_becomes_a_dead_letter_and_frees_its_key(ledger: Ledger) -> None:
    broken = placed(number="broken")
    await ledger.deliver(broken, cancelled(broken))
    for _ in range(4):
        async with ledger.transaction() as tx:
            await tx.execute("UPDATE parked SET next_attempt_at = now() - interval '1 s'")
        await _retry_all(ledger)
    assert [(record.state, record.attempts) for record in await ledger.parked()] == [("dead", 5)]
    assert await ledger.notes() == ["cancelled"]


async def test_dropping_a_parked_record_lets_those_behind_it_go_on(ledger: Ledger) -> None:
    broken = placed(number="broken")
    await ledger.deliver(broken, cancelled(broken))
    first, _ = await ledger.parked()
    dropped = await ledger.post(f"/operations/parked/{first.id}/drop")
    assert dropped.json()["error"] == "RuntimeError: this use case has a bug"
    await _retry_all(ledger)
    assert await ledger.notes() == ["cancelled"]


async def test_a_process_that_lost_its_partition_is_fenced_and_changes_nothing(ledger: Ledger) -> None:
    first, second = placed(number="1001"), placed(number="1002")
    early = ledger.record(first)
    await ledger.deliver_records([early, ledger.record(second)])
    with pytest.raises(Fenced):
        await ledger.deliver_records([ledger.record(placed(number="1003"), offset=early.offset)])
    assert await ledger.notes() == ["placed 1001", "placed 1002"]


async def test_two_processes_with_the_same_event_apply_it_once(ledger: Ledger) -> None:
    order = placed()
    await asyncio.gather(
        ledger.deliver_records([ledger.record(order, partition=1, offset=0)]),
        ledger.deliver_records([ledger.record(order, partition=2, offset=0)]),
    )
    assert await ledger.notes() == ["placed 1001"]


async def test_announced_events_carry_the_chain_they_follow_from(ledger: Ledger) -> None:
    order = placed()
    record = ledger.record(order)
    incoming = dict(record.headers)
    await ledger.deliver_records([record])
    async with ledger.reading() as tx:
        headers = dict(json.loads(await tx.fetchval("SELECT headers FROM outbox")))
    assert headers["ce_causationid"] == incoming["ce_id"].decode()
    assert headers["ce_correlationid"] == incoming["ce_correlationid"].decode()
    assert headers["ce_type"] == "backshop.fulfilment.NothingToShip.v1"


def _changed(record: object, name: str, value: bytes | None) -> list[tuple[str, bytes | None]]:
    return [(n, value if n == name else v) for n, v in record.headers]  # type: ignore[attr-defined]


async def test_unreadable_records_are_one_dead_letter_each_and_their_neighbours_are_handled(ledger: Ledger) -> None:
    good = ledger.record(placed(number="1000"))
    bad_header = ledger.record(placed())
    bad_header = ledger.record(placed(), headers=_changed(bad_header, "ce_type", b"\xff\xfe"))
    none_header = ledger.record(placed(), headers=_changed(ledger.record(placed()), "ce_id", None))
    other_key = placed()
    odd = [
        ledger.record(placed(), value=b"{not json"),
        ledger.record(placed(), value=b"\xff\xfe"),
        bad_header,
        none_header,
        ledger.record(placed(), value=None),
        ledger.record(placed(), value=b'{"order_id": "' + b"x" * 1024 * 1024 + b'"}'),
        ledger.record(other_key, key=str(uuid7()).encode()),
        ledger.record(placed(), key=None),
        ledger.record(placed(), value=b'{"order_id": "not-a-uuid"}'),
        ledger.record(placed(), value=b"[" * 100_000),
    ]
    await ledger.deliver_records([good, *odd, ledger.record(placed(number="1002"))])
    assert await ledger.notes() == ["placed 1000", "placed 1002"]
    dead = await ledger.parked()
    assert [record.state for record in dead] == ["dead"] * len(odd)
    assert [record.error for record in dead[2:7]] == [
        "header ce_type is not UTF-8",
        "header ce_id has no value",
        "the value is null",
        "the value has 1048592 bytes; at most 900000 are read",
        f"the record's key is not the event's own, {other_key.order_id}",
    ]


@pytest.mark.parametrize(
    "type_name", [b"backshop.orders.OrderTeleported.v1", b"backshop.orders.OrderPlaced.v9", b"com.example.Loyalty"]
)
async def test_a_type_that_is_not_known_is_skipped_on_a_topic_of_events(ledger: Ledger, type_name: bytes) -> None:
    typed = ledger.record(placed(), headers=_changed(ledger.record(placed()), "ce_type", type_name))
    await ledger.deliver_records([typed, ledger.record(placed(number="1000"))])
    assert (await ledger.notes(), await ledger.parked()) == (["placed 1000"], [])


async def test_skipped_types_are_counted_and_named_once_in_the_log(
    ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    skipped = Skipped()
    for number in (0, 0, *range(200)):
        headers = _changed(ledger.record(placed()), "ce_type", f"backshop.orders.New\n{number}.v1".encode())
        skipped.note(unpack(ledger.record(placed(), headers=headers), frozenset()))
    skipped.note(unpack(ledger.record(placed()), frozenset()))
    assert len(skipped.types) == 20
    assert skipped.types["backshop.orders.New\\n0.v1"] == 3
    assert len(caplog.messages) == 20
    assert caplog.messages[0].endswith(
        "and what else is of the type backshop.orders.New\\n0.v1 is skipped: it is not known here"
    )


async def test_the_database_accepts_exactly_the_states_of_parked_records(ledger: Ledger) -> None:
    assert await ledger.accepted("parked", "state") == set(ParkedState)


async def _retry_all(ledger: Ledger) -> None:
    wanted = frozenset(ledger.service.handlers)
    while await retry_due(ledger.database, lambda record: unpack(record, wanted), ledger.inbox.run):
        pass


async def test_a_dead_letter_of_before_whose_type_is_not_known_stays_one_until_it_is(ledger: Ledger) -> None:
    await ledger.deliver_records([ledger.record(placed(), value=b"{")])
    (kept,) = await ledger.parked()
    unknown = json.dumps([["ce_id", "MQ=="], ["ce_type", "YmFja3Nob3Aub3JkZXJzLk5ldy52MQ=="]])  # backshop.orders.New.v1
    async with ledger.transaction() as tx:
        await tx.execute("UPDATE parked SET headers = $1, value = '{}'", unknown)
    refused = await ledger.post(f"/operations/parked/{kept.id}/retry")
    assert (refused.status_code, refused.json()["type"]) == (409, "record-cannot-be-read")
    async with ledger.transaction() as tx:
        await tx.execute("UPDATE parked SET state = 'parked', next_attempt_at = now() - interval '1 s'")
    await retry_due(ledger.database, lambda record: unpack(record, frozenset({OrderPlaced})), ledger.inbox.run)
    (kept,) = await ledger.parked()
    assert (kept.state, kept.error) == (
        ParkedState.DEAD,
        "the type backshop.orders.New.v1 or its version is not known here",
    )
