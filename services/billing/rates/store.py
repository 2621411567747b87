"""SQL of rates of the euro, and of the documents whose files wait for one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import asyncpg

from services.billing.rates.model import EuroRate, RateSource
from shared.transaction import Queries, Tx

NO_RATE = "no rate of the euro"
"""Why files are not made."""


class Entered(NamedTuple):
    rate: EuroRate
    at: datetime
    by: str


class Waiting(NamedTuple):
    """Documents in a currency whose files wait for a rate of one of these days, or of the week before."""

    currency: str
    documents: int
    first: date
    last: date


async def list_newest(queries: Queries) -> list[Entered]:
    """Of each currency the one of the last day."""
    rows = await queries.fetch(
        "SELECT DISTINCT ON (currency) currency, day, rate, source, entered_at, entered_by FROM euro_rates"
        " ORDER BY currency, day DESC, rate_id DESC"
    )
    return [Entered(rate_of(row), row["entered_at"], row["entered_by"]) for row in rows]


async def list_entered(queries: Queries, currency: str, *, limit: int) -> list[Entered]:
    """The last that were entered."""
    rows = await queries.fetch(f"{SELECT_RATES} WHERE currency = $1 ORDER BY rate_id DESC LIMIT $2", currency, limit)
    return [Entered(rate_of(row), row["entered_at"], row["entered_by"]) for row in rows]


async def find_rates(queries: Queries, rates: Iterable[EuroRate]) -> dict[tuple[str, date], EuroRate]:
    """What counts now of the currencies and days of these."""
    wanted = list(rates)
    rows = await queries.fetch(
        "SELECT DISTINCT ON (currency, day) currency, day, rate, source FROM euro_rates"
        " WHERE (currency, day) IN (SELECT * FROM unnest($1::text[], $2::date[]))"
        " ORDER BY currency, day, rate_id DESC",
        [one.currency for one in wanted],
        [one.day for one in wanted],
    )
    return {(row["currency"], row["day"]): rate_of(row) for row in rows}


async def insert_rates(tx: Tx, rates: Sequence[EuroRate], *, at: datetime, by: str) -> None:
    await tx.execute(
        "INSERT INTO euro_rates (currency, day, rate, source, entered_at, entered_by)"
        " SELECT *, $5, $6 FROM unnest($1::text[], $2::date[], $3::numeric[], $4::text[])",
        [one.currency for one in rates],
        [one.day for one in rates],
        [one.rate for one in rates],
        [one.source for one in rates],
        at,
        by,
    )


async def release_waiting(tx: Tx, currencies: Collection[str]) -> int:
    """Files that wait for a rate of these are tried at once; how many."""
    done: str = await tx.execute(
        "UPDATE files_to_make AS f SET next_try_at = now(), error = NULL FROM documents AS d"
        " WHERE d.document_id = f.document_id AND d.currency = ANY($2::text[]) AND error = $1",
        NO_RATE,
        list(currencies),
    )
    return int(done.rpartition(" ")[2])


async def list_waiting(queries: Queries) -> list[Waiting]:
    rows = await queries.fetch(
        "SELECT d.currency, count(*) AS documents, min(coalesce(o.issued_on, d.issued_on)) AS first,"
        " max(coalesce(o.issued_on, d.issued_on)) AS last"
        " FROM files_to_make AS f JOIN documents AS d USING (document_id)"
        " LEFT JOIN documents AS o ON o.document_id = d.invoice_id WHERE f.error = $1 GROUP BY 1 ORDER BY 1",
        NO_RATE,
    )
    return [Waiting(row["currency"], row["documents"], row["first"], row["last"]) for row in rows]


def rate_of(row: asyncpg.Record | Mapping[str, Any]) -> EuroRate:
    return EuroRate.model_construct(
        currency=row["currency"], day=row["day"], rate=Decimal(row["rate"]), source=RateSource(row["source"])
    )


SELECT_RATES = "SELECT currency, day, rate, source, entered_at, entered_by FROM euro_rates"
SELECT_VAT_IN_EUROS = "SELECT document_id, currency, day, rate, source, vat FROM vat_in_euros"
