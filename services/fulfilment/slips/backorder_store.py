"""SQL of what slips wait for. One statement a function."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

import asyncpg

from shared.transaction import Queries, Tx


class Backorder(NamedTuple):
    """How much of a slip's line is missing."""

    sku: str
    slip_no: int
    line_no: int
    shipment_id: UUID
    missing: int


async def list_backorders(queries: Queries, skus: Iterable[str]) -> list[Backorder]:
    """Who waits for these SKUs, in the order in which they are served; their stock is locked."""
    rows = await queries.fetch(
        "SELECT b.sku, b.slip_no, b.line_no, b.shipment_id, b.missing"
        " FROM backorders AS b JOIN shipments AS s USING (shipment_id) WHERE b.sku = ANY($1::text[])"
        " ORDER BY coalesce(s.place, s.slip_no), b.slip_no, b.line_no",
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
    """So much is missing, also of a line that waits for some of it already."""
    await tx.execute(
        "INSERT INTO backorders AS b (sku, slip_no, line_no, shipment_id, missing)"
        " SELECT * FROM unnest($1::text[], $2::bigint[], $3::int[], $4::uuid[], $5::bigint[])"
        " ON CONFLICT (sku, slip_no, line_no) DO UPDATE SET missing = b.missing + EXCLUDED.missing",
        *_columns(backorders),
    )


async def update_backorders(tx: Tx, backorders: Sequence[Backorder]) -> None:
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
