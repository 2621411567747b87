"""CloudEvents 1.0 over Kafka, binary mode: the event's context in headers, its JSON as the value."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from aiokafka import ConsumerRecord
from pydantic import ValidationError
from pydantic_core import to_json
from uuid_utils import uuid7

from shared.clock import now
from shared.json_limits import too_much
from shared.schemas.event import Event, what_is_wrong
from shared.schemas.registry import COMMAND_TOPICS, EVENTS

MAX_EVENT_BYTES = 900_000
"""Larger records are not read: the largest order (2,000 lines) is about half of this."""

MOST_SAID = 1000
"""Characters of why a record can't be read: names that stand in it are as long as it is, and the sender is answered."""

_NEEDED = ("ce_id", "ce_type", "ce_source")
"""What a record cannot be told without; of the rest, what is broken is left out."""
_USED = frozenset({*_NEEDED, "ce_correlationid", "traceparent"})
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?")


class Cause(NamedTuple):
    """What an announced event follows from: the chain it belongs to and the record right before it."""

    correlation_id: str
    causation_id: str
    traceparent: str | None


class Outgoing(NamedTuple):
    """An event ready for the wire; `headers` is a JSON list of name and value."""

    topic: str
    key: str
    headers: str
    value: bytes


@dataclass(slots=True, eq=False)
class Incoming:
    """A record and what could be read of it.

    `event` is None where it is of no interest, `unreadable` says why it can't be read, `skipped` that its type is not
    known: whoever owns a topic of events may announce more on it.
    `invalid` is set where only the body does not follow its contract: readable JSON of a known type.
    """

    topic: str
    partition: int
    offset: int
    key: str
    headers: Sequence[tuple[str, bytes | None]]
    value: bytes | None
    type_name: str | None = None
    event_name: str | None = None
    event_id: UUID | None = None
    event: Event | None = None
    unreadable: str | None = None
    skipped: str | None = None
    invalid: bool = False
    cause: Cause | None = None

    @property
    def is_command(self) -> bool:
        return self.topic in COMMAND_TOPICS


class EventTooLarge(Exception):
    """Nobody would read it, and Kafka may not take it: then everything behind it would wait in the outbox for ever."""


class _Unreadable(Exception):
    pass


def pack(event: Event, cause: Cause | None, *, again: bool = False) -> Outgoing:
    """Give the event its id and context. Ids are UUIDv7; of what is told `again` they follow from what it says."""
    value, key = event.model_dump_json().encode(), event.key
    event_id = str(_id_of(event, value) if again else uuid7())
    headers = [
        ("ce_specversion", "1.0"),
        ("ce_id", event_id),
        ("ce_type", event.type_name()),
        ("ce_source", f"/backshop/{event.owner}"),
        ("ce_time", now().isoformat()),
        ("ce_subject", key),
        ("ce_sequence", str(event.aggregate_version)),
        ("ce_correlationid", cause.correlation_id if cause else event_id),
        ("content-type", "application/json"),
    ]
    if cause:
        headers.append(("ce_causationid", cause.causation_id))
        if cause.traceparent:
            headers.append(("traceparent", cause.traceparent))
    if len(value) > MAX_EVENT_BYTES:
        raise EventTooLarge(f"{type(event).__name__} has {len(value)} bytes; at most {MAX_EVENT_BYTES} are read")
    return Outgoing(event.topic, key, to_json(headers).decode(), value)


def _id_of(event: Event, value: bytes) -> UUID:
    """The same for the same event: who has heard it by this id passes over it. A UUIDv8."""
    said = b"\0".join((event.type_name().encode(), event.key.encode(), value))
    number = int.from_bytes(blake2b(said, digest_size=16).digest(), "big")
    return UUID(int=number & ~(0xF << 76) & ~(0b11 << 62) | 0x8 << 76 | 0b10 << 62)


def unpack(record: ConsumerRecord, wanted: frozenset[type[Event]]) -> Incoming:
    """Read a record; never raises, whatever is in it."""
    raw_key = record.key if isinstance(record.key, bytes) else b""
    incoming = Incoming(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=raw_key.decode("utf-8", "replace").replace("\0", "�"),
        headers=record.headers or (),
        value=record.value,
    )
    try:
        _read(incoming, raw_key, wanted)
    except _Unreadable as problem:
        incoming.unreadable = storable(str(problem)[:MOST_SAID])
    except RecursionError:
        incoming.unreadable = "the value is nested too deeply"
    except Exception as error:  # what nobody has thought of is a dead letter too, and not the end of the consumer
        incoming.unreadable = f"it cannot be read: {type(error).__name__}"
    return incoming


def storable(text: str) -> str:
    """As PostgreSQL stores it: a zero and what is no character are written out, such as `\\x00`."""
    return text.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode()


def _read(incoming: Incoming, raw_key: bytes, wanted: frozenset[type[Event]]) -> None:
    """Fill in what can be read, until something can't be."""
    context = _context(incoming.headers)
    name = incoming.event_name = context.get("ce_id")
    incoming.type_name = context.get("ce_type")
    if not name:
        raise _Unreadable("header ce_id is missing")
    incoming.event_id = _event_id(name, context.get("ce_source", ""), incoming.type_name or "")
    incoming.cause = Cause(context.get("ce_correlationid") or name, name, context.get("traceparent"))
    kind = _kind(incoming)
    if kind is None or kind not in wanted:
        return
    event = _event(kind, incoming)
    if event.key.encode() != raw_key:
        raise _Unreadable(f"the record's key is not the event's own, {event.key}")
    incoming.event = event


def _kind(incoming: Incoming) -> type[Event] | None:
    """None where it is skipped. A command that is not known is its sender's mistake, and not skipped."""
    if not incoming.type_name:
        raise _Unreadable("header ce_type is missing")
    kind = EVENTS.get(incoming.type_name)
    if kind is None:
        why = f"the type {incoming.type_name[:200]} or its version is not known here"
        if incoming.is_command:
            raise _Unreadable(why)
        incoming.skipped = why
        return None
    if kind.topic != incoming.topic:
        raise _Unreadable(f"{kind.__name__} belongs on the topic {kind.topic}")
    return kind


def _event(kind: type[Event], incoming: Incoming) -> Event:
    if incoming.value is None:
        raise _Unreadable("the value is null")
    if len(incoming.value) > MAX_EVENT_BYTES:
        raise _Unreadable(f"the value has {len(incoming.value)} bytes; at most {MAX_EVENT_BYTES} are read")
    if too := too_much(incoming.value):
        raise _Unreadable(too)
    try:
        return kind.model_validate_json(incoming.value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        incoming.invalid = first["type"] != "json_invalid"
        place = ".".join(str(part) for part in first["loc"])
        said = what_is_wrong(first)
        raise _Unreadable(f"{place}: {said}" if place else said) from error


def _context(headers: Sequence[tuple[str, bytes | None]]) -> dict[str, str]:
    context = {}
    for name, value in headers:
        if name not in _USED:
            continue
        try:
            context[name] = _text(name, value)
        except _Unreadable:
            if name in _NEEDED:
                raise
    if not _TRACEPARENT.fullmatch(context.get("traceparent", "")):
        context.pop("traceparent", None)
    return context


def _text(name: str, value: bytes | None) -> str:
    if value is None:
        raise _Unreadable(f"header {name} has no value")
    try:
        text = value.decode()
    except UnicodeDecodeError as error:
        raise _Unreadable(f"header {name} is not UTF-8") from error
    if "\0" in text or len(text) > 1000:
        raise _Unreadable(f"header {name} is not a plain text of at most 1000 characters")
    return text


def _event_id(name: str, source: str, type_name: str) -> UUID:
    """CloudEvents ids are any text, unique within their source; those of our own services are UUIDs, kept as they are.

    Without a source there is nothing to tell apart by, and a UUID stays one.
    """
    if not source or _is_of_owner(type_name, source):
        try:
            event_id = UUID(name)
        except ValueError:
            pass
        else:
            if str(event_id) == name:
                return event_id
    return uuid5(NAMESPACE_URL, f"{source.replace(' ', '%20')} {name}")


def _is_of_owner(type_name: str, source: str) -> bool:
    """Whether the service that the type belongs to has sent it."""
    return source.startswith("/backshop/") and type_name.startswith(f"backshop.{source.removeprefix('/backshop/')}.")
