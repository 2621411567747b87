"""SQL of the stock, its ledger, and what slips wait for. One statement a function."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.fulfilment.stock import Backorder, EntryKind, Shelf, Stock
from shared.transaction import Queries, Tx

# The columns are the fields of Stock, in their order.
SELECT_STOCK = "SELECT sku, on_hand, allocated, backordered, low_stock_threshold, version, sequence FROM stock"


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


async def insert_stock(tx: Tx, skus: Iterable[str]) -> set[str]:
    """Start tracking those SKUs that are not tracked yet; returns them."""
    rows = await tx.fetch(
        "INSERT INTO stock (sku) SELECT unnest($1::text[]) ON CONFLICT (sku) DO NOTHING RETURNING sku", sorted(skus)
    )
    return {row["sku"] for row in rows}


async def lock_stock(tx: Tx, skus: Iterable[str]) -> Shelf:
    """Lock the stock of those SKUs that are tracked, in their order: before any slip or order row is locked."""
    rows = await tx.fetch(f"{SELECT_STOCK} WHERE sku = ANY($1::text[]) ORDER BY sku FOR UPDATE", list(skus))
    return {row[0]: Stock(*row) for row in rows}


async def update_stock(tx: Tx, stocks: Sequence[Stock]) -> None:
    await tx.execute(
        "UPDATE stock SET on_hand = new.on_hand, allocated = new.allocated, backordered = new.backordered,"
        " low_stock_threshold = new.low_stock_threshold, version = new.version, sequence = new.sequence"
        " FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::int[], $7::bigint[])"
        " AS new (sku, on_hand, allocated, backordered, low_stock_threshold, version, sequence)"
        " WHERE stock.sku = new.sku",
        [stock.sku for stock in stocks],
        [stock.on_hand for stock in stocks],
        [stock.allocated for stock in stocks],
        [stock.backordered for stock in stocks],
        [stock.low_stock_threshold for stock in stocks],
        [stock.version for stock in stocks],
        [stock.sequence for stock in stocks],
    )


async def add_entries(tx: Tx, moved: Sequence[tuple[str, int]], origin: Origin) -> None:
    """Write ledger entries: SKU and quantity, positive for what comes and negative for what goes."""
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


async def list_backorders(queries: Queries, skus: Iterable[str]) -> list[Backorder]:
    """Who waits for these SKUs, in the order in which they are served; their stock is locked."""
    rows = await queries.fetch(
        "SELECT sku, slip_no, line_no, shipment_id, missing FROM backorders WHERE sku = ANY($1::text[])"
        " ORDER BY slip_no, line_no",
        list(skus),
    )
    return [Backorder(*row) for row in rows]


async def find_missing(queries: Queries, shipment_ids: Iterable[UUID]) -> dict[UUID, dict[int, int]]:
    """What these slips wait for, by shipment and line; a slip that waits for nothing is not in it."""
    rows = await queries.fetch(
        "SELECT shipment_id, line_no, missing FROM backorders WHERE shipment_id = ANY($1::uuid[])", list(shipment_ids)
    )
    return _by_shipment_and_line(rows)


async def insert_backorders(tx: Tx, backorders: Sequence[Backorder]) -> None:
    await tx.execute(
        "INSERT INTO backorders (sku, slip_no, line_no, shipment_id, missing)"
        " SELECT * FROM unnest($1::text[], $2::bigint[], $3::int[], $4::uuid[], $5::bigint[])",
        *_columns(backorders),
    )


async def save_backorders(tx: Tx, backorders: Sequence[Backorder]) -> None:
    """Write what is still missing; a backorder of which nothing is missing any more goes."""
    await tx.execute(
        "WITH new AS (SELECT * FROM unnest($1::text[], $2::bigint[], $3::int[], $4::uuid[], $5::bigint[])"
        " AS new (sku, slip_no, line_no, shipment_id, missing)"
        "), filled AS (DELETE FROM backorders AS b USING new WHERE new.missing = 0"
        " AND (b.sku, b.slip_no, b.line_no) = (new.sku, new.slip_no, new.line_no))"
        " UPDATE backorders AS b SET missing = new.missing FROM new WHERE new.missing > 0"
        " AND (b.sku, b.slip_no, b.line_no) = (new.sku, new.slip_no, new.line_no)",
        *_columns(backorders),
    )


async def delete_backorders(tx: Tx, shipment_ids: Iterable[UUID]) -> dict[UUID, dict[int, int]]:
    """Slips wait for nothing any more; returns what they waited for, by shipment and line. Their stock is locked."""
    rows = await tx.fetch(
        "DELETE FROM backorders WHERE shipment_id = ANY($1::uuid[]) RETURNING shipment_id, line_no, missing",
        list(shipment_ids),
    )
    return _by_shipment_and_line(rows)


def _columns(backorders: Sequence[Backorder]) -> tuple[list[str], list[int], list[int], list[UUID], list[int]]:
    return (
        [backorder.sku for backorder in backorders],
        [backorder.slip_no for backorder in backorders],
        [backorder.line_no for backorder in backorders],
        [backorder.shipment_id for backorder in backorders],
        [backorder.missing for backorder in backorders],
    )


def _by_shipment_and_line(rows: Iterable[asyncpg.Record]) -> dict[UUID, dict[int, int]]:
    missing: dict[UUID, dict[int, int]] = {}
    for row in rows:
        missing.setdefault(row["shipment_id"], {})[row["line_no"]] = row["missing"]
    return missing
