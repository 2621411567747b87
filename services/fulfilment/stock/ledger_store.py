"""The ledger of the stock: why goods came and went. Its entries are only added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import asyncpg

from shared.sql import Sql, all_of, given, joined
from shared.transaction import Queries, Tx


class EntryKind(StrEnum):
    """Why stock came or went: goods in, a count put right, a parcel left, a parcel that had not left after all.

    `restocked`: goods had left, and are back: credited ones, or with a return.
    """

    RECEIPT = "receipt"
    ADJUSTMENT = "adjustment"
    SHIPPED = "shipped"
    UNSHIPPED = "unshipped"
    RESTOCKED = "restocked"


@dataclass(frozen=True, slots=True)
class Origin:
    """Why stock comes or goes, and who says so."""

    kind: EntryKind
    at: datetime
    by: str
    reason: str | None = None
    reference: str | None = None
    order_id: UUID | None = None
    shipment_id: UUID | None = None


class Entry(NamedTuple):
    """A quantity that came (positive) or went (negative); where it went with a parcel, for which order."""

    id: int
    kind: EntryKind
    quantity: int
    reason: str | None
    reference: str | None
    order_id: UUID | None
    order_number: str | None
    shipment_id: UUID | None
    at: datetime
    by: str


async def insert_entries(tx: Tx, moved: Sequence[tuple[str, int]], origin: Origin) -> None:
    """SKU and quantity of each entry, positive for what comes and negative for what goes."""
    await tx.execute(
        "INSERT INTO stock_entries (sku, quantity, kind, reason, reference, order_id, shipment_id, at, by)"
        " SELECT sku, quantity, $3, $4, $5, $6, $7, $8, $9"
        " FROM unnest($1::text[], $2::bigint[]) AS new (sku, quantity)",
        [sku for sku, _ in moved],
        [quantity for _, quantity in moved],
        origin.kind,
        origin.reason,
        origin.reference,
        origin.order_id,
        origin.shipment_id,
        origin.at,
        origin.by,
    )


async def list_entries(queries: Queries, sku: str, *, before: int | None, limit: int) -> list[Entry]:
    """The newest first."""
    where = all_of(given({"sku = ?": sku, "id < ?": before}))
    sql = joined([Sql(f"{SELECT_ENTRIES} WHERE"), where, Sql("ORDER BY id DESC LIMIT ?", (limit,))], " ")
    rows = await queries.fetch(sql.numbered(), *sql.values)
    return [entry_of(row) for row in rows]


def entry_of(row: asyncpg.Record) -> Entry:
    return Entry(**(dict(row) | {"kind": EntryKind(row["kind"])}))


SELECT_ENTRIES = (
    "SELECT id, kind, quantity, reason, reference, order_id, number AS order_number, shipment_id, at, by"
    " FROM stock_entries LEFT JOIN orders USING (order_id)"
)
