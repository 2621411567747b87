"""A SKU's stock is tracked from now on, or its low-stock threshold, its place, or whether orders may wait for more."""

from datetime import datetime

from services.fulfilment.stock.change_store import insert_change
from services.fulfilment.stock.model import Stock
from services.fulfilment.stock.store import insert_stock, lock_stock, update_location, update_stock
from shared.clock import now
from shared.refused import StaleVersion
from shared.schemas.dates import WrongDate
from shared.schemas.event import Contract
from shared.schemas.fulfilment import BackorderPolicy
from shared.schemas.values import Actor, Sku
from shared.transaction import Tx


class TrackStock(Contract):
    """`version` is what the caller has read, 0 where the SKU was not tracked, None where it does not matter.

    `backorders` and `location` None are as they are; an empty location is none.
    """

    sku: Sku
    low_stock_threshold: int
    backorders: BackorderPolicy | None = None
    backorders_until: datetime | None = None
    location: str | None = None
    version: int | None
    by: Actor


async def track_stock(tx: Tx, command: TrackStock) -> Stock:
    """Orders that have their slips already go on without stock of a SKU that is new here. Who changed what is kept.

    Refuses that orders may wait until a moment that is over.
    """
    if command.backorders_until and command.backorders_until <= now():
        raise WrongDate(
            f"backorders_until {command.backorders_until.isoformat()} is over: then they are denied",
            field="backorders_until",
        )
    is_new = bool(await insert_stock(tx, [command.sku]))
    shelf = await lock_stock(tx, [command.sku])
    stock = shelf[command.sku]
    if command.version not in (None, 0 if is_new else stock.version):
        raise StaleVersion(f"the stock of {command.sku} was changed since you read it")

    before = stock.rules
    stock.low_stock_threshold = command.low_stock_threshold
    if command.backorders is not None:
        stock.backorders, stock.backorders_until = command.backorders, command.backorders_until
    if command.location is not None:
        stock.location = command.location or None
        await update_location(tx, command.sku, stock.location)
    if is_new or stock.rules != before:
        stock.version += not is_new
        await update_stock(tx, shelf)
        await insert_change(tx, stock, None if is_new else before, at=now(), by=command.by)
    return stock
