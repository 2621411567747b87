"""Goods of a SKU come in: they are on hand now, and the slips that wait for them get them."""

from services.fulfilment.slips.book_stock import book_stock
from services.fulfilment.stock.ledger_store import EntryKind, Origin
from services.fulfilment.stock.model import Stock
from services.fulfilment.stock.store import lock_tracked_stock
from shared.clock import now
from shared.schemas.dates import Happened
from shared.schemas.event import Contract
from shared.schemas.values import Actor, Line, Sku, Text
from shared.transaction import Tx


class ReceiveStock(Contract):
    """`reference` is the delivery note's or the purchase order's."""

    sku: Sku
    quantity: int
    reason: Text | None = None
    reference: Line | None = None
    by: Actor
    occurred_at: Happened | None = None


async def receive_stock(tx: Tx, command: ReceiveStock) -> Stock:
    """Refuses a SKU that is not tracked: it may be a slip of the pen."""
    shelf = await lock_tracked_stock(tx, command.sku)
    shelf[command.sku].receive(command.quantity)
    origin = Origin(
        EntryKind.RECEIPT,
        at=command.occurred_at or now(),
        by=command.by,
        reason=command.reason,
        reference=command.reference,
    )
    await book_stock(tx, shelf, [(command.sku, command.quantity)], origin)
    return shelf[command.sku]
