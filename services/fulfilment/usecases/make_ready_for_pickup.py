"""The goods of an order wait for the customer, who comes for them."""

from uuid import UUID

from services.fulfilment.orders.store import save_order
from services.fulfilment.shipments.model import Shipment
from services.fulfilment.shipments.move_goods import lock_shipment
from services.fulfilment.slips.model import OPEN
from services.fulfilment.slips.store import update_slips
from services.fulfilment.slips.together import together
from services.fulfilment.usecases.mark_shipped import titles_of
from shared.clock import now
from shared.schemas.dates import Happened
from shared.schemas.event import Contract
from shared.schemas.fulfilment import PickupReady, ShipmentState
from shared.schemas.values import Actor
from shared.transaction import Tx, announce


class MakeReadyForPickup(Contract):
    """`occurred_at` is as of shipping."""

    shipment_id: UUID
    by: Actor
    occurred_at: Happened | None = None


async def make_ready_for_pickup(tx: Tx, command: MakeReadyForPickup) -> Shipment:
    """Refuses what is no pickup, waits for goods or is ready, and a slip of an order on hold or cancelled."""
    shipment, _, beside = await lock_shipment(tx, command.shipment_id)
    recorded_at = now()
    at = shipment.when("make_ready_for_pickup", command.occurred_at, recorded_at)
    ready = shipment.make_ready_for_pickup(at=at, by=command.by)
    await update_slips(tx, [ready.slip])
    others = [slip for slip in beside if slip.state is not ShipmentState.VOID]
    follow = [slip for slip in others if slip.state in OPEN and not slip.is_ready_for_pickup]
    announce(
        tx,
        PickupReady(
            order_id=ready.order.order_id,
            sequence=await save_order(tx, ready.order),
            shipment_id=ready.slip.shipment_id,
            slip_number=ready.slip.number,
            ready_at=at,
            recorded_at=recorded_at,
            by=command.by,
            lines=together([ready.slip]) if others else (),
            follows=together(follow),
            titles=await titles_of(tx, ready.order.order_id, together([ready.slip, *follow])) if others else (),
        ),
    )
    return ready
