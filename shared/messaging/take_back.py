"""A service that is older than what it has announced takes back from its own topics what its database does not know."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel

from shared.cloudevents import Incoming, unpack
from shared.messaging.announced import count_anew
from shared.messaging.compare import Found, find_mark, find_unknown
from shared.messaging.positions import STOPS, find_positions, judge
from shared.messaging.read_back import read_back
from shared.messaging.topics import ask_kafka, find_extents
from shared.older import older
from shared.refused import Refused
from shared.schemas.event import Event, OrderEvent
from shared.schemas.registry import EVENTS
from shared.transaction import Database, Queries, Tx


class NotOlder(Refused):
    type = "not-older"


class Outcome(StrEnum):
    """What became of an event that the database did not know.

    `comes_again`: it follows from what others announced, which is read again. `open`: somebody has to decide.
    """

    TAKEN = "taken_back"
    THERE = "there_already"
    COMES_AGAIN = "comes_again"
    OPEN = "open"
    DECIDED = "decided"


class Verdict(NamedTuple):
    """Of one event; `about` is how people know what it is about, such as a number, and `why` a reason in words."""

    outcome: Outcome
    about: str = ""
    why: str = ""


class Unknown(NamedTuple):
    """What a service has announced and its database does not know; their keys are locked.

    `needed` are the events of others, of the same keys, that it `needs` and has not read yet. `accept`: what cannot be
    just as it was announced is accepted.
    """

    events: Sequence[Event]
    needed: Sequence[Event] = ()
    accept: bool = False

    @property
    def last_sequences(self) -> dict[UUID, int]:
        """By order: its next event comes after all that were announced."""
        last: dict[UUID, int] = {}
        for event in self.events:
            if isinstance(event, OrderEvent):
                last[event.order_id] = max(last.get(event.order_id, 0), event.sequence)
        return last

    async def in_turn(
        self, turn: Callable[[Event], tuple[Any, ...]], take: Callable[[Event], Awaitable[Verdict]]
    ) -> Sequence[Verdict]:
        """Takes one after the other as their turns say; the verdicts come in the order of the events."""
        verdicts: dict[int, Verdict] = {}
        for index in sorted(range(len(self.events)), key=lambda index: turn(self.events[index])):
            verdicts[index] = await take(self.events[index])
        return [verdicts[index] for index in range(len(self.events))]


Take = Callable[[Tx, Unknown], Awaitable[Sequence[Verdict]]]
"""Takes in what it can of its own events, each once; returns a verdict for each."""


@dataclass(frozen=True)
class TakeBack:
    """`settles`: once an event of these is here, what it followed from is applied, and does nothing when it is read."""

    take: Take
    needs: frozenset[type[Event]] = frozenset()
    settles: frozenset[type[Event]] = frozenset()


class TakenBack(BaseModel):
    """An event that the database did not know, and what became of it."""

    topic: str
    partition: int
    offset: int
    event_id: UUID
    type: str
    key: str
    at: datetime | None
    about: str
    outcome: Outcome
    why: str


class _OnlyLooked(Exception):
    """Rolls back."""


async def take_back(
    database: Database, kafka: str, service: str, how: TakeBack, *, accept: bool, only_look: bool = False, by: str
) -> list[TakenBack]:
    """The service goes on if nothing is open, or if what is open is accepted; that is kept in `decided` then.

    Raises NotOlder, and what Kafka and the database raise. Running it twice takes back nothing twice.
    """
    async with database.reading() as queries:
        if await find_mark(queries.connection) is None:
            raise NotOlder(f"{service} knows all that it has announced; there is nothing to take back")
        found = await find_unknown(queries.connection, kafka, service, restored=True)
        events = [_read(one) for one in found.unknown]
        needed = await _find_needed(queries, kafka, how.needs, {one.key for one in found.unknown})
    taken: list[TakenBack] = []
    try:
        async with database.transaction(taking_back=True) as tx:
            await _lock_mark(tx, service)
            taken = await _take(tx, how, found.unknown, events, needed, accept=accept)
            await _settle_causes(tx, how, found.unknown, taken, needed)
            await _settle(tx, found, taken, by=by)
            if only_look:
                raise _OnlyLooked
    except _OnlyLooked:
        return taken
    still_open = sum(one.outcome is Outcome.OPEN for one in taken)
    database.closed = older(service, still_open) if still_open else None
    return taken


async def _take(
    tx: Tx,
    how: TakeBack,
    records: Sequence[Incoming],
    events: Sequence[Event | None],
    needed: Sequence[Incoming],
    *,
    accept: bool,
) -> list[TakenBack]:
    readable = [event for event in events if event is not None]
    heard = [one.event for one in needed if one.event]
    await tx.lock_keys({event.key for event in readable})
    verdicts = iter(await how.take(tx, Unknown(readable, heard, accept)))
    taken = []
    for record, event in zip(records, events, strict=True):
        verdict = Verdict(Outcome.OPEN, why="it cannot be read") if event is None else next(verdicts)
        if accept and verdict.outcome is Outcome.OPEN:
            verdict = verdict._replace(outcome=Outcome.DECIDED)
        taken.append(_taken(record, verdict))
    return taken


async def _lock_mark(tx: Tx, service: str) -> None:
    if not await tx.fetch("SELECT FROM restored FOR UPDATE"):
        raise NotOlder(f"{service} knows all that it has announced; it was taken back meanwhile")


async def _settle_causes(
    tx: Tx, how: TakeBack, records: Sequence[Incoming], taken: Sequence[TakenBack], needed: Sequence[Incoming]
) -> None:
    settling = {kind.type_name() for kind in how.settles}
    causes = {
        (dict(record.headers).get("ce_causationid") or b"").decode("utf-8", "replace")
        for record, one in zip(records, taken, strict=True)
        if record.type_name in settling and one.outcome is not Outcome.OPEN
    }
    await tx.execute(
        "INSERT INTO inbox (event_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING",
        [one.event_id for one in needed if one.event_name in causes],
    )


async def _settle(tx: Tx, found: Found, taken: Sequence[TakenBack], *, by: str) -> None:
    # What waits in the outbox and is in Kafka already would come after what was announced since: an old state as last.
    await tx.execute(
        "DELETE FROM outbox WHERE (SELECT header ->> 1 FROM jsonb_array_elements(headers::jsonb) AS header"
        " WHERE header ->> 0 = 'ce_id')::uuid = ANY($1::uuid[])",
        list(found.waiting),
    )
    decided = {one.event_id: one for one in taken if one.outcome is Outcome.DECIDED}
    values = {one.event_id: one.value for one in found.unknown}
    await tx.execute(
        'INSERT INTO decided (event_id, topic, partition, "offset", type, key, value, why, decided_by)'
        " SELECT *, $9 FROM unnest($1::uuid[], $2::text[], $3::int[], $4::bigint[], $5::text[], $6::text[],"
        " $7::bytea[], $8::text[]) ON CONFLICT DO NOTHING",
        list(decided),
        [one.topic for one in decided.values()],
        [one.partition for one in decided.values()],
        [one.offset for one in decided.values()],
        [one.type for one in decided.values()],
        [one.key for one in decided.values()],
        [values[event_id] or b"" for event_id in decided],
        [one.why for one in decided.values()],
        by,
    )
    if still_open := sum(one.outcome is Outcome.OPEN for one in taken):
        await tx.execute("UPDATE restored SET unknown = $1", still_open)
        return
    await count_anew(tx.connection, found.at_their_ends)
    await tx.execute("DELETE FROM restored")


async def _find_needed(queries: Queries, kafka: str, kinds: frozenset[type[Event]], keys: set[str]) -> list[Incoming]:
    """Events of others that the database has not read yet, of these keys."""
    topics = {kind.topic for kind in kinds}
    if not topics or not keys:
        return []
    positions = await find_positions(queries)
    extents = await ask_kafka(kafka, lambda client: find_extents(client, topics))
    stretch = {}
    for place, extent in extents.items():
        position = positions.get(place)
        if judge(position, extent) not in STOPS:
            stretch[place] = max(position.next_offset if position else 0, extent.begin), extent.end
    found = []
    async for record in read_back(kafka, stretch):
        if (record.key or b"").decode("utf-8", "replace") in keys:
            incoming = unpack(record, kinds)
            if incoming.event is not None:
                found.append(incoming)
    return found


def _read(record: Incoming) -> Event | None:
    kind = EVENTS.get(record.type_name or "")
    if kind is None or record.value is None:
        return None
    try:
        return kind.model_validate_json(record.value)
    except ValueError:
        return None


def _taken(record: Incoming, verdict: Verdict) -> TakenBack:
    assert record.event_id
    return TakenBack(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        event_id=record.event_id,
        type=(record.type_name or "").split(".")[2] if (record.type_name or "").count(".") >= 2 else "",
        key=record.key,
        at=_time_of(record),
        about=verdict.about,
        outcome=verdict.outcome,
        why=verdict.why,
    )


def _time_of(record: Incoming) -> datetime | None:
    try:
        return datetime.fromisoformat((dict(record.headers).get("ce_time") or b"").decode())
    except ValueError:
        return None


async def nothing_is_taken(tx: Tx, unknown: Unknown) -> Sequence[Verdict]:
    """Of a service that cannot take anything back by itself."""
    return [Verdict(Outcome.OPEN, why="this service cannot take it back by itself") for _ in unknown.events]
