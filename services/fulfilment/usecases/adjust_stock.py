"""Somebody counted: stock is put right, and what was found goes to those who wait for it."""

from services.fulfilment import stock_store
from services.fulfilment.backorders import fill_backorders
from services.fulfilment.levels import save_stock
from services.fulfilment.stock import EntryKind, NotTracked
from services.fulfilment.stock_store import Origin
from services.fulfilment.views import NewAdjustment, StockView
from shared.clock import now
from shared.schemas.values import Actor, Sku
from shared.transaction import Tx


class AdjustStock(NewAdjustment):
    sku: Sku
    by: Actor


async def adjust_stock(tx: Tx, command: AdjustStock) -> StockView:
    """Refuses to take off what is allocated to orders."""
    shelf = await stock_store.lock_stock(tx, [command.sku])
    if not shelf:
        raise NotTracked(f"the stock of {command.sku} is not tracked")
    stock = shelf[command.sku]
    stock.adjust(command.quantity)
    await fill_backorders(tx, shelf)
    await save_stock(tx, shelf)
    origin = Origin(EntryKind.ADJUSTMENT, at=now(), by=command.by, reason=command.reason)
    await stock_store.add_entries(tx, [(command.sku, command.quantity)], origin)
    return StockView.of(stock)
