"""Open slips become void: their stock is free, and goes to those who wait for it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from services.fulfilment.slips.backorder_store import delete_backorders
from services.fulfilment.slips.fill_backorders import fill_backorders
from services.fulfilment.slips.model import Slip
from services.fulfilment.slips.store import update_slips
from services.fulfilment.stock.model import Shelf
from services.fulfilment.stock.store import lock_stock, update_stock
from shared.schemas.fulfilment import ShipmentState
from shared.transaction import Tx

Released = Mapping[UUID, Counter[str]]
"""Units set free, by order and SKU."""


async def void_open_slips(tx: Tx, slips: Sequence[Slip]) -> Released:
    if not slips:
        return {}
    shelf = await lock_stock(tx, {sku for slip in slips for sku in slip.skus})
    released = await _release(tx, slips, shelf)
    await update_slips(tx, [slip.to(ShipmentState.VOID) for slip in slips])
    await fill_backorders(tx, shelf)
    await update_stock(tx, shelf)
    return released


async def _release(tx: Tx, slips: Sequence[Slip], shelf: Shelf) -> Released:
    missing: dict[UUID, dict[int, int]] = {}
    if any(stock.backordered for stock in shelf.values()):
        missing = await delete_backorders(tx, [slip.shipment_id for slip in slips])
    released: dict[UUID, Counter[str]] = {slip.order_id: Counter() for slip in slips}
    for slip in slips:
        for line in slip.lines:
            if line.tracked:
                waited_for = missing.get(slip.shipment_id, {}).get(line.line_no, 0)
                released[slip.order_id][line.sku] += shelf[line.sku].release(line.quantity, missing=waited_for)
    return released
