"""Goods came in or came free: the slips that wait for them get them, the oldest first."""

from collections.abc import Sequence

from services.fulfilment.orders.store import reserve_sequences
from services.fulfilment.slips import backorder_store, store
from services.fulfilment.slips.backorder_store import Backorder
from services.fulfilment.slips.model import Slip
from services.fulfilment.stock.model import Shelf
from shared.clock import now
from shared.schemas.fulfilment import ShipmentState, SlipReady
from shared.transaction import Tx, announce


async def fill_backorders(tx: Tx, shelf: Shelf) -> None:
    """Allocate what is available on the locked shelf; the caller writes it.

    The orders that get something are not locked here: what they wait for is guarded by the locked stock, and a slip
    that is about to be cancelled is voided after this, or was before. A slip whose order is on hold keeps its place.
    """
    skus = [sku for sku, stock in shelf.items() if stock.available and stock.backordered]
    if not skus:
        return
    filled = _fill(shelf, await backorder_store.list_backorders(tx, skus))
    # Another transaction may be filling another line of the same slip: only one of them sees it become complete.
    slips = await store.lock_slips(tx, {backorder.shipment_id for backorder in filled})
    await backorder_store.update_backorders(tx, filled)
    waiting = await backorder_store.find_missing(tx, [slip.shipment_id for slip in slips])
    ready = [slip.to(ShipmentState.READY) for slip in slips if slip.shipment_id not in waiting]
    if ready:
        await store.update_slips(tx, ready)
        await _announce_ready(tx, ready)


def _fill(shelf: Shelf, waiting: Sequence[Backorder]) -> list[Backorder]:
    """Those backorders that got something, with what is still missing."""
    after = [backorder._replace(missing=shelf[backorder.sku].fill(backorder.missing)) for backorder in waiting]
    return [new for old, new in zip(waiting, after, strict=True) if new != old]


async def _announce_ready(tx: Tx, slips: Sequence[Slip]) -> None:
    at, sequences = now(), await reserve_sequences(tx, [slip.order_id for slip in slips])
    for slip, sequence in zip(slips, sequences, strict=True):
        announce(
            tx,
            SlipReady(
                order_id=slip.order_id,
                sequence=sequence,
                shipment_id=slip.shipment_id,
                slip_number=slip.number,
                ready_at=at,
            ),
        )
