"""SQL of the message history as the API shows it: newest first, filtered, in pages, and counted."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.notifier.model import MessageState
from services.notifier.views import MessageCounts, MessageSummary, MessageView
from shared.schemas.notifier import MessageKind
from shared.transaction import Queries

FEW = 2000
"""So many messages that a search finds are read by their ids; more of them come up soon on the way down the list."""


COUNTED = 10_000
"""So many messages of a state are counted, so that counting costs the same however long the history is."""


class Filters(NamedTuple):
    """What to list; None, and no states, are all. `search` finds order numbers and the start of e-mail addresses."""

    order_id: UUID | None = None
    states: Collection[MessageState] = ()
    kind: MessageKind | None = None
    search: str | None = None


async def list_messages(queries: Queries, filters: Filters, *, before: UUID | None, limit: int) -> list[MessageSummary]:
    """Newest first: message ids are in the order of their making."""
    conditions, values = await _conditions(queries, filters, before)
    # Each state has a part of its own, which an index gives newest first.
    states = [f"state = '{state}'" for state in MessageState if state in filters.states] or ["true"]
    parts = [
        f"({_SELECT} WHERE {' AND '.join([state, *conditions])} ORDER BY message_id DESC LIMIT $1)" for state in states
    ]
    found = " UNION ALL ".join(parts)
    rows = await queries.fetch(
        f"SELECT {_COLUMNS} FROM ({found}) AS found ORDER BY message_id DESC LIMIT $1",  # noqa: S608
        limit,
        *values,
    )
    return [MessageSummary(**_shown(row)) for row in rows]


async def find_message(queries: Queries, message_id: UUID) -> MessageView | None:
    row = await queries.fetchrow(f"SELECT {_COLUMNS}, text, html FROM messages WHERE message_id = $1", message_id)  # noqa: S608
    return MessageView(**_shown(row)) if row else None


async def count_messages(queries: Queries) -> MessageCounts:
    counted = await queries.fetchrow(f"SELECT {_COUNTS}", COUNTED)
    assert counted is not None
    return MessageCounts(**dict(counted))


async def _conditions(queries: Queries, filters: Filters, before: UUID | None) -> tuple[list[str], list[object]]:
    """Conditions, and their values from the second parameter on.

    States and kinds stand in the statement itself, as there are indexes for some of them only.
    """
    asked: list[tuple[str, object]] = [("order_id = ?", filters.order_id), ("message_id < ?", before)]
    if filters.search is not None:
        ids = await _find(queries, filters.search)
        asked.append((_SEARCH, filters.search) if ids is None else ("message_id = ANY(?::uuid[])", ids))
    given = [(condition, value) for condition, value in asked if value is not None]
    conditions = [condition.replace("?", f"${place}") for place, (condition, _) in enumerate(given, start=2)]
    if filters.kind:
        conditions.append(f"kind = '{filters.kind}'")
    return conditions, [value for _, value in given]


async def _find(queries: Queries, search: str) -> Sequence[UUID] | None:
    """The messages that an index finds, None where they are many."""
    rows = await queries.fetch(f"{_FIND} LIMIT {FEW + 1}", search)
    return [row[0] for row in rows] if len(rows) <= FEW else None


def _shown(row: asyncpg.Record) -> dict[str, object]:
    shown = dict(row)
    if shown["state"] != MessageState.QUEUED:
        shown["next_attempt_at"] = None
    return shown


_COLUMNS = (
    "message_id, order_id, order_number, kind, language, recipient, recipient_name, subject, state, reason, attempts,"
    " next_attempt_at, sent_at, last_error, created_at"
)
_SELECT = f"SELECT {_COLUMNS} FROM messages"  # noqa: S608
_COUNTS = ", ".join(
    f"(SELECT count(*) FROM (SELECT FROM messages WHERE state = '{state}' LIMIT $1) AS found) AS {state}"  # noqa: S608
    for state in MessageState
)

# The last character there is ends the range of texts with a prefix; unlike LIKE ?, a range can use the index.
_SEARCHED = (
    "order_number = ?::text",
    "lower(recipient) ~>=~ lower(?::text) AND lower(recipient) ~<~ (lower(?::text) || U&'\\+10FFFF')",
)
_SEARCH = f"({' OR '.join(_SEARCHED)})"
_FIND = " UNION ".join(f"SELECT message_id FROM messages WHERE {one}" for one in _SEARCHED).replace("?", "$1")  # noqa: S608
