"""SQL of the journal: the documents of a period, some at a time."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import asyncpg

from services.billing.documents.model import DocumentKind
from services.billing.documents.store import SELECT_DOCUMENTS, document_of
from services.billing.files.in_euros import EURO
from services.billing.files.mentions import is_business
from services.billing.files.vat_category import category_of
from services.billing.journal.model import Booked, CustomerType
from shared.money import share_out, to_cent
from shared.schemas.billing import VatExemption
from shared.transaction import Database, Queries

AT_ONCE = 500


async def list_booked(database: Database, first: date, last: date) -> AsyncIterator[list[Booked]]:
    """All documents that bear a day of the period as that of their issue, in the order of that.

    Between two lists no connection is kept, let alone a transaction, however slow whoever reads them is: documents
    never change, and the next list begins after the last of them.
    """
    after: tuple[object, ...] = (first, datetime.min.replace(tzinfo=UTC), "", 0, UUID(int=0))
    while True:
        async with database.reading() as queries:
            rows = await queries.fetch(_DOCUMENTS, last, *after, AT_ONCE)
            exemptions = await _exemptions(queries, rows)
        if not rows:
            return
        yield [one for row in rows for one in _at_each_rate(row, exemptions.get(row["document_id"]))]
        after = tuple(rows[-1][name] for name in _PLACE)


async def _exemptions(queries: Queries, rows: Sequence[asyncpg.Record]) -> dict[UUID, VatExemption | None]:
    """Why documents have no VAT; found, as wherever they are read, of those from before that was kept in them."""
    stated = {row["document_id"]: VatExemption(row["vat_exemption"]) for row in rows if row["vat_exemption"]}
    unstated = [row["document_id"] for row in rows if row["document_id"] not in stated and _has_untaxed(row)]
    if not unstated:
        return dict(stated)
    read = map(document_of, await queries.fetch(f"{SELECT_DOCUMENTS} WHERE document_id = ANY($1::uuid[])", unstated))
    return {**stated, **{document.document_id: document.vat_exemption for document in read}}


def _has_untaxed(row: asyncpg.Record) -> bool:
    return any(not Decimal(at["rate"]) and Decimal(at["net"]) for at in _rates(row))


def _at_each_rate(row: asyncpg.Record, exemption: VatExemption | None) -> Iterator[Booked]:
    kind = DocumentKind(row["kind"])
    of_business = is_business(row["vat_number"], row["company"])
    for at, in_euros in zip(_rates(row), _vat_in_euros(row), strict=True):
        rate, *amounts = (Decimal(at[name]) for name in ("rate", "net", "vat", "gross"))
        net, vat, gross = amounts if kind is DocumentKind.INVOICE else (-amount for amount in amounts)
        yield Booked(
            issued_on=row["issued_on"],
            number=row["number"],
            kind=kind,
            original_number=row["original_number"],
            order_number=row["order_number"],
            customer_name=row["customer_name"],
            customer_type=CustomerType.BUSINESS if of_business else CustomerType.CONSUMER,
            country=row["country"],
            vat_number=row["vat_number"],
            currency=row["currency"],
            vat_rate=rate,
            vat_category=category_of(exemption, rate).code,
            net=net,
            vat=vat,
            gross=gross,
            vat_in_euros=in_euros if in_euros is None or kind is DocumentKind.INVOICE else -in_euros,
            rate_of_euro=row["rate_of_euro"] if vat else None,
            day_of_rate=row["day_of_rate"] if vat else None,
        )


def _vat_in_euros(row: asyncpg.Record) -> Sequence[Decimal | None]:
    """At each rate; nothing is nothing in any currency."""
    vats = [Decimal(at["vat"]) for at in _rates(row)]
    if row["currency"] == EURO:
        return [None] * len(vats)
    if row["vat_in_euros"] is None:
        return [None if vat else to_cent(vat, EURO) for vat in vats]
    return share_out(row["vat_in_euros"], vats, EURO)


def _rates(row: asyncpg.Record) -> Sequence[dict[str, str]]:
    """One at least: a document over nothing has its row too."""
    rates: list[dict[str, str]] = json.loads(row["vat_by_rate"] or "[]")
    return rates or [dict.fromkeys(("rate", "net", "vat", "gross"), "0")]


_PLACE = ("issued_on", "issued_at", "series", "position", "document_id")
_DOCUMENTS = f"""
SELECT issued_on, issued_at, series, position, document_id, kind, number, currency,
    document #>> '{{original,number}}' AS original_number, document ->> 'order_number' AS order_number,
    document #>> '{{customer,name}}' AS customer_name, document #>> '{{customer,vat_number}}' AS vat_number,
    document #>> '{{customer,billing_address,company}}' AS company,
    document #>> '{{customer,billing_address,country}}' AS country,
    document ->> 'vat_exemption' AS vat_exemption, document #> '{{totals,vat_by_rate}}' AS vat_by_rate,
    euros.vat AS vat_in_euros, euros.rate AS rate_of_euro, euros.day AS day_of_rate
FROM documents LEFT JOIN (SELECT document_id, vat, rate, day FROM vat_in_euros) AS euros USING (document_id)
WHERE issued_on <= $1 AND ({", ".join(_PLACE)}) > ($2, $3, $4, $5, $6)
ORDER BY {", ".join(_PLACE)} LIMIT $7
"""  # noqa: S608
