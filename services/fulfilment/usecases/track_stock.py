"""A SKU's stock is tracked from now on, or its low-stock threshold changes."""

from services.fulfilment.stock.model import Stock
from services.fulfilment.stock.store import insert_stock, lock_stock, update_stock
from shared.refused import StaleVersion
from shared.schemas.event import Contract
from shared.schemas.values import Sku
from shared.transaction import Tx


class TrackStock(Contract):
    """`version` is what the caller has read, 0 where the SKU was not tracked, None where it does not matter."""

    sku: Sku
    low_stock_threshold: int
    version: int | None


async def track_stock(tx: Tx, command: TrackStock) -> Stock:
    """Orders that have their slips already go on without stock of a SKU that is new here."""
    is_new = bool(await insert_stock(tx, [command.sku]))
    shelf = await lock_stock(tx, [command.sku])
    stock = shelf[command.sku]
    if command.version not in (None, 0 if is_new else stock.version):
        raise StaleVersion(f"the stock of {command.sku} was changed since you read it")

    if is_new or stock.low_stock_threshold != command.low_stock_threshold:
        stock.low_stock_threshold = command.low_stock_threshold
        stock.version += not is_new
        await update_stock(tx, shelf)
    return stock
