"""A count says that less is here than was promised: the youngest promises wait again, the oldest are kept.

Customers who were told to come for theirs keep it longest.
"""

from collections import Counter
from collections.abc import Sequence

from services.fulfilment.orders.store import reserve_sequences
from services.fulfilment.slips import backorder_store, store
from services.fulfilment.slips.backorder_store import Backorder
from services.fulfilment.slips.model import Slip
from services.fulfilment.stock.model import Shelf, Stock
from shared.clock import now
from shared.schemas.fulfilment import ShipmentState, SkuQuantity, SlipWaits
from shared.transaction import Tx, announce


async def take_from_slips(tx: Tx, shelf: Shelf) -> None:
    """Slips give up what is allocated to them and not on the locked shelf; the caller writes it.

    Their orders are not locked here: what a slip has is guarded by the locked stock, without which it cannot leave.
    """
    given_up = [one for stock in shelf.values() if stock.short for one in await _give_up(tx, stock)]
    if not given_up:
        return
    # Another transaction may be filling another line of the same slip: only one of them sees what it waits for.
    slips = await store.lock_slips(tx, {backorder.shipment_id for backorder in given_up})
    await backorder_store.insert_backorders(tx, given_up)
    waiting = [slip.to(ShipmentState.NOT_SHIPPED) for slip in slips if slip.state is not ShipmentState.NOT_SHIPPED]
    if waiting:
        await store.update_slips(tx, waiting)
        await _announce(tx, waiting, given_up)


async def _give_up(tx: Tx, stock: Stock) -> list[Backorder]:
    slips = await store.list_open_slips_with(tx, stock.sku)
    missing = await backorder_store.find_missing(tx, [slip.shipment_id for slip in slips])
    given_up = []
    for slip in slips:
        waits_for = missing.get(slip.shipment_id, {})
        for line in reversed(slip.lines):
            if line.sku == stock.sku and line.tracked:
                units = min(stock.short, line.quantity - waits_for.get(line.line_no, 0))
                if units:
                    stock.give_up(units)
                    given_up.append(Backorder(stock.sku, slip.slip_no, line.line_no, slip.shipment_id, units))
    return given_up


async def _announce(tx: Tx, slips: Sequence[Slip], given_up: Sequence[Backorder]) -> None:
    at, sequences = now(), await reserve_sequences(tx, [slip.order_id for slip in slips])
    for slip, sequence in zip(slips, sequences, strict=True):
        missing = Counter[str]()
        for backorder in given_up:
            if backorder.shipment_id == slip.shipment_id:
                missing[backorder.sku] += backorder.missing
        announce(
            tx,
            SlipWaits(
                order_id=slip.order_id,
                sequence=sequence,
                shipment_id=slip.shipment_id,
                slip_number=slip.number,
                missing=tuple([SkuQuantity(sku=sku, quantity=quantity) for sku, quantity in missing.items()]),
                waits_at=at,
            ),
        )
