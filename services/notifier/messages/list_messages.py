"""SQL of the message history: newest first, filtered, in pages, and counted."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from services.notifier.messages.model import Message, MessageState
from services.notifier.messages.store import COLUMNS, ORDER_CANCELLED, SENT_AGAIN, read_message
from shared.schemas.notifier import MessageKind
from shared.sql import Sql, all_of, given, joined
from shared.transaction import Queries

FEW = 2000
"""So many messages that a search finds are read by their ids; more of them come up soon on the way down the list."""

COUNTED = 10_000
"""So many messages of a state are counted, so that counting costs the same however long the history is."""

COUNTED_BACK = 1000
"""And so many that came back: of each it is looked whether it was sent again."""


class Filters(NamedTuple):
    """What to list; None, and no states, are all. `search` finds order numbers and the start of e-mail addresses."""

    order_ids: Collection[UUID] = ()
    states: Collection[MessageState] = ()
    kind: MessageKind | None = None
    search: str | None = None
    document_id: UUID | None = None
    resend_of: UUID | None = None
    sent_again: bool | None = None
    bounced: bool | None = None


class Counts(NamedTuple):
    """Messages in each state, and those that came back; each up to COUNTED, these up to COUNTED_BACK.

    Of those that failed or came back, what was not sent again.
    """

    queued: int
    sent: int
    failed: int
    not_sent: int
    bounced: int


async def list_messages(queries: Queries, filters: Filters, *, before: UUID | None, limit: int) -> list[Message]:
    """Newest first: message ids are in the order of what they tell of."""
    where = await _conditions(queries, filters, before)
    # Each state has a part of its own, which an index gives newest first.
    states = [Sql(f"state = '{state}'") for state in MessageState if state in filters.states] or [Sql("true")]
    newest = joined([_newest(all_of([state, *where]), limit) for state in states], " UNION ALL ")
    rows = await queries.fetch(
        f"SELECT *, {ORDER_CANCELLED} FROM ({newest.numbered()}) AS messages ORDER BY message_id DESC LIMIT {limit:d}",  # noqa: S608
        *newest.values,
    )
    return [read_message(row) for row in rows]


async def count_messages(queries: Queries) -> Counts:
    counted = await queries.fetchrow(f"SELECT {_COUNTS}", COUNTED)
    assert counted is not None
    return Counts(**counted)


def _newest(where: Sql, limit: int) -> Sql:
    return Sql(
        f"(SELECT {COLUMNS} FROM messages WHERE {where.text} ORDER BY message_id DESC LIMIT {limit:d})",  # noqa: S608
        where.values,
    )


async def _conditions(queries: Queries, filters: Filters, before: UUID | None) -> list[Sql]:
    """States and kinds stand in the statement itself, as there are indexes for some of them only."""
    conditions = given(
        {
            "document_id = ?": filters.document_id,
            "resend_of = ?": filters.resend_of,
            "message_id < ?": before,
        }
    )
    if len(filters.order_ids) == 1:
        conditions.append(Sql("order_id = ?", tuple(filters.order_ids)))
    elif filters.order_ids:
        # Of several, the way down the list would be to its end: an index finds them first.
        rows = await queries.fetch(_OF_ORDERS, list(filters.order_ids))
        conditions.append(Sql("message_id = ANY(?::uuid[])", ([row[0] for row in rows],)))
    if filters.sent_again is not None:
        conditions.append(Sql(SENT_AGAIN if filters.sent_again else f"NOT {SENT_AGAIN}"))
    if filters.bounced is not None:
        conditions.append(Sql(BOUNCED if filters.bounced else f"NOT ({BOUNCED})"))
    if filters.kind:
        conditions.append(Sql(f"kind = '{filters.kind}'"))
    if filters.search is not None:
        ids = await _find(queries, filters.search)
        searched = Sql(_SEARCH, (filters.search,) * _SEARCH.count("?"))
        conditions.append(searched if ids is None else Sql("message_id = ANY(?::uuid[])", (ids,)))
    return conditions


async def _find(queries: Queries, search: str) -> Sequence[UUID] | None:
    """The messages that an index finds, None where they are many."""
    rows = await queries.fetch(_FIND, search)
    return [row[0] for row in rows] if len(rows) <= FEW else None


# The last character there is ends the range of texts with a prefix; unlike LIKE ?, a range can use the index.
_SEARCHED = (
    "order_number = ?::text",
    "lower(recipient) ~>=~ lower(?::text) AND lower(recipient) ~<~ (lower(?::text) || U&'\\+10FFFF')",
)
_OF_ORDERS = "SELECT message_id FROM messages WHERE order_id = ANY($1::uuid[])"
_SEARCH = f"({' OR '.join(_SEARCHED)})"
# Each by itself is read no further than that: together they would be put in order first, however many there are.
_FIND = " UNION ".join(
    f"(SELECT message_id FROM messages WHERE {one} LIMIT {FEW + 1})"  # noqa: S608
    for one in _SEARCHED
).replace("?", "$1")
BOUNCED = "bounced_at IS NOT NULL"
_COUNTED = {state.value: f"state = '{state}'" for state in MessageState} | {
    "failed": f"state = 'failed' AND NOT {SENT_AGAIN}",
    "bounced": f"{BOUNCED} AND NOT {SENT_AGAIN}",
}
_COUNTS = ", ".join(
    f"(SELECT count(*) FROM (SELECT FROM messages WHERE {where}"  # noqa: S608
    f" LIMIT {COUNTED_BACK if name == 'bounced' else '$1'}) AS found) AS {name}"
    for name, where in _COUNTED.items()
)
