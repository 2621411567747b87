"""The list of quotes: one row a quote, its last version; of a state, all its versions that are in it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.orders.customers.store import find_family
from services.orders.quotes.model import QuoteState
from services.orders.search_words import query
from shared.money import written
from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency
from shared.schemas.values import Email, Line
from shared.sql import Sql, all_of, given
from shared.transaction import Queries

NEWEST = 6000
"""Quotes which a search looks at first: what many have fills a page soon. Otherwise an index finds them all."""
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
    """`order_id` finds the quotes that were made of the order, and the one that became it.

    `customer` finds those of a customer, and of those merged into it. `to_revise`: drafts after a version that was
    declined, or all others.
    """

    state: QuoteState | None = None
    search: str | None = None
    order_id: UUID | None = None
    number: str | None = None
    to_revise: bool | None = None
    customer: UUID | None = None


async def list_quotes(
    queries: Queries, filters: Filters, *, before: UUID | None = None, limit: int
) -> Sequence[QuoteSummary]:
    """Newest first."""
    where = _conditions(filters, before)
    if filters.customer:
        family = [one.customer_id for one in await find_family(queries, filters.customer)]
        where.append(Sql("customer_id = ANY(?::uuid[])", (family,)))
    if filters.search is None:
        return await _fetch(queries, _newest(where, limit), limit)
    found = Sql("words @@ ?::text::tsquery", (query(filters.search),))
    newest = _newest(where, NEWEST)
    page = await _fetch(queries, _matching(newest, found), limit)
    if len(page) == limit or await _count(queries, newest) < NEWEST:
        return page
    return await _fetch(queries, _all(found, where), limit)


def _newest(where: Sequence[Sql], limit: int) -> Sql:
    every = all_of(where)
    return Sql(f"{_SELECT} WHERE {every.text} ORDER BY quote_id DESC LIMIT {limit:d}", every.values)


def _matching(newest: Sql, found: Sql) -> Sql:
    return Sql(f"SELECT * FROM ({newest.text}) AS newest WHERE {found.text}", (*newest.values, *found.values))  # noqa: S608


async def _count(queries: Queries, quotes: Sql) -> int:
    count: int = await queries.fetchval(f"SELECT count(*) FROM ({quotes.numbered()}) AS quotes", *quotes.values)  # noqa: S608
    return count


def _all(found: Sql, where: Sequence[Sql]) -> Sql:
    # Found once and then looked up: the planner would rather walk down the list, to the end of it where they are old.
    every = all_of(where)
    ids = f"WITH found AS MATERIALIZED (SELECT quote_id FROM quotes WHERE {found.text})"  # noqa: S608
    return Sql(
        f"{ids} {_SELECT} JOIN found USING (quote_id) WHERE {every.text}",
        (*found.values, *every.values),
    )


async def _fetch(queries: Queries, quotes: Sql, limit: int) -> list[QuoteSummary]:
    rows = await queries.fetch(
        f"SELECT {_SHOWN} FROM ({quotes.numbered()}) AS found ORDER BY quote_id DESC LIMIT {limit:d}",  # noqa: S608
        *quotes.values,
    )
    return [
        QuoteSummary.model_construct(
            **dict(row) | {"state": QuoteState(row["state"]), "gross": written(row["gross"], row["currency"])}
        )
        for row in rows
    ]


def _conditions(filters: Filters, before: UUID | None) -> list[Sql]:
    """A state stands in the statement itself: a plan for any would walk down the list to its end for a rare one."""
    conditions = given({"quote_id < ?": before, "number = ?": filters.number})
    if filters.state:
        conditions.append(Sql(f"state = '{filters.state}'"))
    if filters.to_revise is not None:
        asked = "follows_decline AND state = 'draft'"
        conditions.append(Sql(asked if filters.to_revise else f"NOT ({asked})"))
    if filters.order_id:
        conditions.append(Sql("(copied_from = ? OR order_id = ?)", (filters.order_id, filters.order_id)))
    if not (filters.state or filters.order_id or filters.number):
        conditions.append(Sql("next_id IS NULL"))
    return conditions


async def count_quotes(queries: Queries) -> QuoteCounts:
    row = await queries.fetchrow(_COUNT)
    assert row
    return QuoteCounts(**dict(row))


_SHOWN = ", ".join(QuoteSummary.model_fields)
_SELECT = f"SELECT {_SHOWN}, copied_from, customer_id, words FROM quotes"  # noqa: S608
_COUNT = f"""
SELECT (SELECT count(*) FROM (SELECT FROM quotes WHERE state = 'sent' LIMIT {COUNTED:d}) AS found) AS sent,
    (SELECT count(*) FROM (SELECT FROM quotes WHERE follows_decline AND state = 'draft' LIMIT {COUNTED:d}) AS found)
        AS declined,
    (SELECT count(*) FROM (SELECT FROM quotes WHERE state = 'draft' LIMIT {COUNTED:d}) AS found) AS drafts
"""  # noqa: S608
