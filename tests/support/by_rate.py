"""Net and VAT of documents by rate: what an order's invoices come to less their credits."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from tests.support.service import ShopService

ZERO = Decimal(0)
NONE = (ZERO, ZERO)

ByRate = Mapping[Decimal, tuple[Decimal, Decimal]]
"""Without rates at which nothing is left."""


class Issued(NamedTuple):
    """`edited` is the edit that its invoice follows; credits are below zero."""

    kind: str
    edited: int | None
    at: ByRate


async def issued_of(billing: ShopService, order_id: UUID) -> list[Issued]:
    async with billing.reading() as queries:
        rows = await queries.fetch(
            "SELECT one.kind, (invoice.document ->> 'edited')::int, one.document -> 'totals' -> 'vat_by_rate'"
            " FROM documents AS one JOIN documents AS invoice"
            " ON invoice.document_id = coalesce(one.invoice_id, one.document_id) WHERE one.order_id = $1",
            order_id,
        )
    return [
        Issued(kind, edited, by_rate(json.loads(rates), 1 if kind == "invoice" else -1)) for kind, edited, rates in rows
    ]


def by_rate(rates: Iterable[Mapping[str, Any]], sign: int = 1) -> ByRate:
    return added({Decimal(at["rate"]): (sign * Decimal(at["net"]), sign * Decimal(at["vat"])) for at in rates})


def added(*sums: ByRate) -> ByRate:
    at: dict[Decimal, tuple[Decimal, Decimal]] = {}
    for one in sums:
        for rate, (net, vat) in one.items():
            at[rate] = (at.get(rate, NONE)[0] + net, at.get(rate, NONE)[1] + vat)
    return {rate: both for rate, both in at.items() if any(both)}


def gross(sums: ByRate) -> Decimal:
    return sum((net + vat for net, vat in sums.values()), ZERO)
