"""SQL of the stock. One statement a function."""

from collections.abc import Iterable
from uuid import UUID

from services.fulfilment.stock.model import NotTracked, Shelf, Stock
from shared.clock import now
from shared.transaction import Queries, Tx, announce

# The columns are the fields of Stock, in their order.
SELECT_STOCK = (
    "SELECT sku, on_hand, allocated, backordered, low_stock_threshold, version, sequence, backorders, backorders_until,"
    " low_told, reserved, location FROM stock"
)

_LOCK_STOCK_OF = f"""
{SELECT_STOCK} WHERE sku IN (
    SELECT line ->> 'sku' FROM shipments, jsonb_array_elements(lines) AS line
    WHERE shipment_id = ANY($1::uuid[]) AND (line ->> 'tracked')::boolean
) ORDER BY sku FOR UPDATE
"""  # noqa: S608

_LOCK_STOCK_OF_ORDER = f"""
{SELECT_STOCK} WHERE sku IN (
    SELECT line ->> 'sku' FROM shipments, jsonb_array_elements(lines) AS line WHERE order_id = $1
    UNION SELECT line ->> 'sku' FROM orders, jsonb_array_elements(wanted) AS line WHERE order_id = $1
) ORDER BY sku FOR UPDATE
"""  # noqa: S608


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


async def find_stock(queries: Queries, skus: Iterable[str]) -> Shelf:
    """As it is just now, for who only looks; what is not tracked is not on it."""
    rows = await queries.fetch(f"{SELECT_STOCK} WHERE sku = ANY($1::text[])", list(skus))
    return {row["sku"]: Stock(*row) for row in rows}


async def lock_stock_of(tx: Tx, *shipment_ids: UUID) -> Shelf:
    """Lock the stock of what shipments have, as far as it is tracked: before their slips."""
    rows = await tx.fetch(_LOCK_STOCK_OF, shipment_ids)
    return {row[0]: Stock(*row) for row in rows}


async def lock_stock_of_order(tx: Tx, order_id: UUID) -> None:
    """Lock the stock of all that is on slips of an order, or is to be: for who locks some of it and then more.

    The order of SKUs is kept also where the second lock has those before the first. The order is locked already.
    """
    await tx.execute(_LOCK_STOCK_OF_ORDER, order_id)


async def lock_tracked_stock(tx: Tx, sku: str) -> Shelf:
    """The stock of this SKU alone; refuses one that is not tracked: it may be a slip of the pen."""
    shelf = await lock_stock(tx, [sku])
    if not shelf:
        raise _not_tracked(sku)
    return shelf


async def update_stock(tx: Tx, shelf: Shelf) -> None:
    """Write the shelf, all of which has changed; announce the level of each SKU, and what is low since now."""
    stocks = list(shelf.values())
    if not stocks:
        return
    at, low = now(), []
    for stock in stocks:
        stock.sequence += 1
        if told := stock.newly_low(at):
            low.append(told)
    await tx.plan_for(len(stocks))
    await tx.execute(
        "UPDATE stock SET on_hand = new.on_hand, allocated = new.allocated, backordered = new.backordered,"
        " low_stock_threshold = new.low_stock_threshold, version = new.version, sequence = new.sequence,"
        " backorders = new.backorders, backorders_until = new.backorders_until, low_told = new.low_told,"
        " reserved = new.reserved"
        " FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::int[], $7::bigint[],"
        " $8::text[], $9::timestamptz[], $10::boolean[], $11::bigint[]) AS new (sku, on_hand, allocated,"
        " backordered, low_stock_threshold, version, sequence, backorders, backorders_until, low_told, reserved)"
        " WHERE stock.sku = new.sku",
        [stock.sku for stock in stocks],
        [stock.on_hand for stock in stocks],
        [stock.allocated for stock in stocks],
        [stock.backordered for stock in stocks],
        [stock.low_stock_threshold for stock in stocks],
        [stock.version for stock in stocks],
        [stock.sequence for stock in stocks],
        [stock.backorders for stock in stocks],
        [stock.backorders_until for stock in stocks],
        [stock.low_told for stock in stocks],
        [stock.reserved for stock in stocks],
    )
    announce(tx, *[stock.level for stock in stocks], *low)


async def update_location(tx: Tx, sku: str, location: str | None) -> None:
    await tx.execute("UPDATE stock SET location = $2 WHERE sku = $1", sku, location)


async def find_locations(queries: Queries, skus: Iterable[str]) -> dict[str, str]:
    """The places on the shelves of those of these SKUs that have one."""
    rows = await queries.fetch(
        "SELECT sku, location FROM stock WHERE sku = ANY($1::text[]) AND location IS NOT NULL", list(skus)
    )
    return {row["sku"]: row["location"] for row in rows}


async def lock_next_stock(tx: Tx, *, after: str, limit: int) -> list[Stock]:
    """Lock the stock of the next SKUs."""
    rows = await tx.fetch(f"{SELECT_STOCK} WHERE sku > $1 ORDER BY sku LIMIT $2 FOR UPDATE", after, limit)
    return [Stock(*row) for row in rows]


async def is_tracked(queries: Queries, sku: str) -> bool:
    found: bool = await queries.fetchval("SELECT EXISTS (SELECT FROM stock WHERE sku = $1)", sku)
    return found


async def get_stock(queries: Queries, sku: str) -> Stock:
    row = await queries.fetchrow(f"{SELECT_STOCK} WHERE sku = $1", sku)
    if row is None:
        raise _not_tracked(sku)
    return Stock(*row)


def _not_tracked(sku: str) -> NotTracked:
    return NotTracked(f"the stock of {sku} is not tracked")
