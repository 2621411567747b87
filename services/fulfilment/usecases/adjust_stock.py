"""A count is put right: what was found goes to the slips that wait for it, what is gone is missing on the youngest."""

from services.fulfilment.slips.book_stock import book_stock
from services.fulfilment.stock.ledger_store import EntryKind, Origin
from services.fulfilment.stock.model import Stock
from services.fulfilment.stock.store import lock_tracked_stock
from shared.clock import now
from shared.schemas.dates import Happened
from shared.schemas.event import Contract
from shared.schemas.values import Actor, Sku, Text
from shared.transaction import Tx


class AdjustStock(Contract):
    """`quantity` is positive for what was found, negative for what is gone."""

    sku: Sku
    quantity: int
    reason: Text
    by: Actor
    occurred_at: Happened | None = None


async def adjust_stock(tx: Tx, command: AdjustStock) -> Stock:
    """Refuses a SKU that is not tracked, and to take off more than is on hand."""
    shelf = await lock_tracked_stock(tx, command.sku)
    shelf[command.sku].adjust(command.quantity)
    origin = Origin(EntryKind.ADJUSTMENT, at=command.occurred_at or now(), by=command.by, reason=command.reason)
    await book_stock(tx, shelf, [(command.sku, command.quantity)], origin)
    return shelf[command.sku]
