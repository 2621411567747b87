"""Stock that changed is written, and its level announced, once for each SKU."""

from services.fulfilment import stock_store
from services.fulfilment.stock import Shelf, Stock
from shared.schemas.fulfilment import StockLevel
from shared.transaction import Tx, announce


async def save_stock(tx: Tx, shelf: Shelf) -> None:
    """Write the shelf, all of which has changed."""
    stocks = list(shelf.values())
    if not stocks:
        return
    for stock in stocks:
        stock.sequence += 1
    await stock_store.update_stock(tx, stocks)
    announce(tx, *map(_level, stocks))


def _level(stock: Stock) -> StockLevel:
    return StockLevel(
        sku=stock.sku,
        on_hand=stock.on_hand,
        allocated=stock.allocated,
        available=stock.available,
        low_stock_threshold=stock.low_stock_threshold,
        colour=stock.colour,
        sequence=stock.sequence,
    )
