"""Goods come in: they are on hand now, and those who wait for them get them."""

from collections.abc import Sequence

from services.fulfilment import stock_store
from services.fulfilment.backorders import fill_backorders
from services.fulfilment.levels import save_stock
from services.fulfilment.stock import EntryKind, NotTracked, Shelf
from services.fulfilment.stock_store import Origin
from services.fulfilment.views import NewReceipt, NewReceipts, ReceiptsView, StockView
from shared.clock import now
from shared.schemas.values import Actor, Sku
from shared.transaction import Tx


class ReceiveStock(NewReceipt):
    sku: Sku
    by: Actor


class ReceiveManyStocks(NewReceipts):
    by: Actor


async def receive_stock(tx: Tx, command: ReceiveStock) -> StockView:
    """Refuses a SKU that is not tracked: it may be a slip of the pen."""
    shelf = await stock_store.lock_stock(tx, [command.sku])
    if not shelf:
        raise NotTracked(f"the stock of {command.sku} is not tracked")
    await _receive(tx, shelf, [(command.sku, command.quantity)], _origin(command, command.by))
    return StockView.of(shelf[command.sku])


async def receive_many_stocks(tx: Tx, command: ReceiveManyStocks) -> ReceiptsView:
    """SKUs that are not tracked yet are tracked from now on."""
    skus = {line.sku for line in command.lines}
    new = await stock_store.insert_stock(tx, skus)
    shelf = await stock_store.lock_stock(tx, skus)
    received = [(line.sku, line.quantity) for line in command.lines]
    await _receive(tx, shelf, received, _origin(command, command.by))
    return ReceiptsView(skus=len(skus), units=sum(quantity for _, quantity in received), newly_tracked=len(new))


async def _receive(tx: Tx, shelf: Shelf, received: Sequence[tuple[str, int]], origin: Origin) -> None:
    for sku, quantity in received:
        shelf[sku].receive(quantity)
    await fill_backorders(tx, shelf)
    await save_stock(tx, shelf)
    await stock_store.add_entries(tx, received, origin)


def _origin(command: NewReceipt | NewReceipts, by: str) -> Origin:
    return Origin(EntryKind.RECEIPT, at=now(), by=by, reason=command.reason, reference=command.reference)
