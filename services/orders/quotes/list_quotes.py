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
    """How many quotes wait: for their customers, who have them, or for the shop, whose customers have declined."""

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
    conditions = given({"quote_id < ?": before, "state = ?": filters.state, "number = ?": filters.number})
    if filters.search:
        conditions.append(Sql("words @@ ?::text::tsquery", (query(filters.search),)))
    if filters.order_id:
        conditions.append(Sql("(copied_from = ? OR order_id = ?)", (filters.order_id, filters.order_id)))
    if not (filters.state or filters.order_id or filters.number):
        conditions.append(Sql("next_id IS NULL"))
    where = all_of(conditions)
    # Found by its words first and then sorted: the planner would rather walk down the list to its end.
    found = Sql(f"{_SELECT} WHERE {where.text}", where.values)
    if filters.search:
        found = Sql(f"WITH found AS MATERIALIZED ({found.text}) SELECT * FROM found", found.values)  # noqa: S608
    rows = await queries.fetch(f"{found.numbered()} ORDER BY quote_id DESC LIMIT {limit:d}", *found.values)
    return [
        QuoteSummary.model_construct(
            **dict(row) | {"state": QuoteState(row["state"]), "gross": written(row["gross"], row["currency"])}
        )
        for row in rows
    ]


async def count_quotes(queries: Queries) -> QuoteCounts:
    row = await queries.fetchrow(_COUNT)
    assert row
    return QuoteCounts(**dict(row))


_SELECT = f"SELECT {', '.join(QuoteSummary.model_fields)} FROM quotes"  # noqa: S608
_COUNT = """
SELECT count(*) FILTER (WHERE state = 'sent') AS sent,
    count(*) FILTER (WHERE state = 'draft' AND follows_decline) AS declined,
    count(*) FILTER (WHERE state = 'draft') AS drafts
FROM quotes WHERE state IN ('draft', 'sent')
"""
