"""What has left by the books, set back, is delivered, or is not after all, as it was announced. No goods move."""

from services.fulfilment.slips.store import lock_slips, update_slips
from shared.messaging.take_back import Outcome
from shared.schemas.fulfilment import ShipmentDelivered, ShipmentState, ShipmentUndelivered
from shared.transaction import Tx


async def deliver_as_announced(tx: Tx, event: ShipmentDelivered | ShipmentUndelivered) -> Outcome:
    """Its order is locked. Open where what was delivered has not left by the books."""
    delivered = isinstance(event, ShipmentDelivered)
    for slip in await lock_slips(tx, [event.shipment_id]):
        if slip.state is ShipmentState.SHIPPED:
            if slip.is_delivered == delivered:
                return Outcome.THERE
            is_now = (
                slip.deliver(at=event.delivered_at, by=event.by)
                if isinstance(event, ShipmentDelivered)
                else slip.not_delivered()
            )
            await update_slips(tx, [is_now])
            return Outcome.TAKEN
    return Outcome.OPEN if delivered else Outcome.THERE
