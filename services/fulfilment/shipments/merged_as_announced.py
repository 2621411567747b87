"""Slips that were merged, and that the books, set back, have apart, are merged as it was announced."""

from services.fulfilment.shipments.merge_slips import write_merged
from services.fulfilment.shipments.parting import put_together
from services.fulfilment.slips.backorder_store import find_missing
from services.fulfilment.slips.model import OPEN
from services.fulfilment.slips.store import lock_slips
from services.fulfilment.stock.store import lock_stock_of
from shared.messaging.take_back import Outcome
from shared.schemas.fulfilment import SlipsMerged
from shared.transaction import Tx


async def merge_as_announced(tx: Tx, event: SlipsMerged) -> Outcome:
    """Its order is locked. Open where the two are not both open here, or one is ready for pickup."""
    both = (event.shipment_id, event.merged)
    await lock_stock_of(tx, *both)
    slips = {slip.shipment_id: slip for slip in await lock_slips(tx, both)}
    kept, other = slips.get(event.shipment_id), slips.get(event.merged)
    if kept is None or other is None:
        return Outcome.OPEN
    if other.merged_into == kept.slip_no:
        return Outcome.THERE
    if any(slip.state not in OPEN or slip.pickup_ready_at for slip in (kept, other)):
        return Outcome.OPEN
    missing = await find_missing(tx, both)
    waited = missing.get(other.shipment_id, {})
    together, void = put_together(kept, missing.get(kept.shipment_id, {}), other, waited)
    await write_merged(tx, together, void, waited)
    return Outcome.TAKEN
