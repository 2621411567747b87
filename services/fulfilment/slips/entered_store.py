"""SQL of slips that were announced, and are entered as they were. One statement a function."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.fulfilment.slips.store import NewSlip, lines_as_stored
from shared.transaction import Queries, Tx


async def insert_slip(tx: Tx, slip: NewSlip, slip_no: int) -> None:
    await tx.execute(
        "INSERT INTO shipments (shipment_id, order_id, state, lines, created_at, slip_no, place, replaces,"
        " replaced_parcel) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        slip.shipment_id,
        slip.order_id,
        slip.state,
        lines_as_stored(slip),
        slip.created_at,
        slip_no,
        slip.place,
        slip.replaces,
        slip.replaced_parcel,
    )


async def list_slip_ids(queries: Queries, order_id: UUID) -> list[UUID]:
    rows = await queries.fetch("SELECT shipment_id FROM shipments WHERE order_id = $1", order_id)
    return [row["shipment_id"] for row in rows]


async def find_slip_of_number(queries: Queries, slip_no: int) -> UUID | None:
    shipment_id: UUID | None = await queries.fetchval("SELECT shipment_id FROM shipments WHERE slip_no = $1", slip_no)
    return shipment_id


async def skip_numbers(tx: Tx, given: Sequence[int]) -> None:
    """They were given before; the next ones are above them."""
    await tx.execute(
        "SELECT setval('slip_numbers', number) FROM (SELECT max(given) AS number FROM unnest($1::bigint[]) AS given)"
        " AS last WHERE number >= (SELECT last_value FROM slip_numbers)",
        list(given),
    )


async def count_orders_on(tx: Tx, last: Mapping[UUID, int]) -> None:
    """The next event about an order comes after these, also about one that is not known here yet."""
    await tx.execute(
        "INSERT INTO orders AS o (order_id, state, held, heard, sequence)"
        " SELECT order_id, 'expected', false, -1, sequence"
        " FROM unnest($1::uuid[], $2::int[]) AS new (order_id, sequence)"
        " ON CONFLICT (order_id) DO UPDATE SET sequence = greatest(o.sequence, EXCLUDED.sequence)",
        list(last),
        list(last.values()),
    )


async def count_stock_on(tx: Tx, last: Mapping[str, int]) -> None:
    """As of orders."""
    await tx.plan_for(len(last))
    await tx.execute(
        "UPDATE stock SET sequence = greatest(stock.sequence, new.sequence)"
        " FROM unnest($1::text[], $2::bigint[]) AS new (sku, sequence) WHERE stock.sku = new.sku",
        list(last),
        list(last.values()),
    )


async def find_on_hand(queries: Queries, skus: Sequence[str]) -> dict[str, int]:
    rows = await queries.fetch("SELECT sku, on_hand FROM stock WHERE sku = ANY($1::text[])", list(skus))
    return {row["sku"]: row["on_hand"] for row in rows}
