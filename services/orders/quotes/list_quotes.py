"""The list of quotes: one row a quote, its last version; of a state, all its versions that are in it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.orders.quotes.model import QuoteState
from services.orders.search_words import query
from shared.money import written
from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency
from shared.schemas.values import Email, Line
from shared.sql import Sql, all_of, given
from shared.transaction import Queries

FEW = 1000
"""So many quotes that a search finds are read by their ids; more of them come up soon on the way down the list."""
COUNTED = 10_000
"""So many of a kind are counted, so that counting costs the same however many there are."""


class QuoteSummary(Contract):
    """A quote in the list. `follows_decline`: the version before it was declined, and this one is to be sent."""

    quote_id: UUID
    number: str
    revision: int
    state: QuoteState
    customer_name: Line
    customer_email: Email | None
    currency: Currency
    gross: Amount
    valid_until: datetime
    created_at: datetime
    sent_at: datetime | None
    seen_at: datetime | None
    ended_at: datetime | None
    follows_decline: bool
    order_id: UUID | None
    order_number: str | None
    next_id: UUID | None


class QuoteCounts(Contract):
    """How many quotes wait: for their customers, who have them, or for the shop, whose customers have declined.

    Counted up to 10,000.
    """

    sent: int
    declined: int
    drafts: int


class Filters(NamedTuple):
    """`order_id` finds the quotes that were made of the order, and the one that became it."""

    state: QuoteState | None = None
    search: str | None = None
    order_id: UUID | None = None
    number: str | None = None


async def list_quotes(
    queries: Queries, filters: Filters, *, before: UUID | None = None, limit: int
) -> Sequence[QuoteSummary]:
    """Newest first."""
    where = all_of(await _conditions(queries, filters, before))
    page = Sql(f"{_SELECT} WHERE {where.text} ORDER BY quote_id DESC LIMIT {limit:d}", where.values)
    rows = await queries.fetch(page.numbered(), *page.values)
    return [
        QuoteSummary.model_construct(
            **dict(row) | {"state": QuoteState(row["state"]), "gross": written(row["gross"], row["currency"])}
        )
        for row in rows
    ]


async def _conditions(queries: Queries, filters: Filters, before: UUID | None) -> list[Sql]:
    """A state stands in the statement itself: a plan for any would walk down the list to its end for a rare one."""
    conditions = given({"quote_id < ?": before, "number = ?": filters.number})
    if filters.state:
        conditions.append(Sql(f"state = '{filters.state}'"))
    if filters.order_id:
        conditions.append(Sql("(copied_from = ? OR order_id = ?)", (filters.order_id, filters.order_id)))
    if not (filters.state or filters.order_id or filters.number):
        conditions.append(Sql("next_id IS NULL"))
    if filters.search:
        words = query(filters.search)
        rows = await queries.fetch(_FIND, words)
        few = Sql("quote_id = ANY(?::uuid[])", ([row[0] for row in rows],))
        # Of many, `IS TRUE` keeps the index of words out of the way down the list.
        conditions.append(few if len(rows) <= FEW else Sql("(words @@ ?::text::tsquery) IS TRUE", (words,)))
    return conditions


async def count_quotes(queries: Queries) -> QuoteCounts:
    row = await queries.fetchrow(_COUNT)
    assert row
    return QuoteCounts(**dict(row))


_SELECT = f"SELECT {', '.join(QuoteSummary.model_fields)} FROM quotes"  # noqa: S608
_FIND = f"SELECT quote_id FROM quotes WHERE words @@ $1::text::tsquery LIMIT {FEW + 1:d}"  # noqa: S608
_COUNT = f"""
SELECT (SELECT count(*) FROM (SELECT FROM quotes WHERE state = 'sent' LIMIT {COUNTED:d}) AS found) AS sent,
    (SELECT count(*) FROM (SELECT FROM quotes WHERE follows_decline AND state = 'draft' LIMIT {COUNTED:d}) AS found)
        AS declined,
    (SELECT count(*) FROM (SELECT FROM quotes WHERE state = 'draft' LIMIT {COUNTED:d}) AS found) AS drafts
"""  # noqa: S608
