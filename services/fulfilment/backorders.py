"""Goods came in or came free: those who wait for them get them, the oldest slip first."""

from collections import Counter

from services.fulfilment import stock_store, store
from services.fulfilment.model import Slip
from services.fulfilment.stock import Shelf, fill
from shared.schemas.fulfilment import ShipmentState, SlipReady
from shared.transaction import Tx, announce


async def fill_backorders(tx: Tx, shelf: Shelf) -> None:
    """Give away what is available on the locked shelf; the caller saves it.

    The orders that get something are not locked here: what they wait for is guarded by the locked stock, and a slip
    that is about to be cancelled is voided after this, or was before. A slip whose order is on hold keeps its place.
    """
    skus = [sku for sku, stock in shelf.items() if stock.available and stock.backordered]
    if not skus:
        return
    filled = fill(shelf, await stock_store.list_backorders(tx, skus))
    # Another transaction may be filling another line of the same slip: only one of them sees it become complete.
    slips = await store.lock_slips(tx, {backorder.shipment_id for backorder in filled})
    await stock_store.save_backorders(tx, filled)
    waiting = await stock_store.find_missing(tx, [slip.shipment_id for slip in slips])
    ready = [slip.to(ShipmentState.READY) for slip in slips if slip.shipment_id not in waiting]
    if ready:
        await _announce_ready(tx, ready)


async def _announce_ready(tx: Tx, slips: list[Slip]) -> None:
    await store.save_states(tx, slips)
    events = Counter(slip.order_id for slip in slips)
    last = await store.count_events(tx, events)
    for slip in slips:
        events[slip.order_id] -= 1
        announce(
            tx,
            SlipReady(
                order_id=slip.order_id,
                sequence=last[slip.order_id] - events[slip.order_id],
                shipment_id=slip.shipment_id,
                slip_number=slip.number,
            ),
        )
