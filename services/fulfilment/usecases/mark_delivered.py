"""A parcel is with its customer, or is not after all. No goods move: they left stock with the parcel."""

from uuid import UUID

from services.fulfilment.orders.store import save_order
from services.fulfilment.shipments.model import Shipment
from services.fulfilment.shipments.move_goods import lock_shipment
from services.fulfilment.slips.store import update_slips
from shared.clock import now
from shared.schemas.dates import Happened
from shared.schemas.event import Contract
from shared.schemas.fulfilment import ShipmentDelivered, ShipmentUndelivered
from shared.schemas.values import Actor, Text
from shared.transaction import Tx, announce


class MarkDelivered(Contract):
    """`occurred_at` is when it came to the customer, where that is brought over from elsewhere."""

    shipment_id: UUID
    by: Actor
    occurred_at: Happened | None = None


class MarkUndelivered(MarkDelivered):
    reason: Text


async def mark_delivered(tx: Tx, command: MarkDelivered) -> Shipment:
    """Refuses what has not left, is delivered already, or was handed over to the customer."""
    shipment = (await lock_shipment(tx, command.shipment_id)).shipment
    at = shipment.when("deliver", command.occurred_at, now())
    delivered = shipment.deliver(at=at, by=command.by)
    await update_slips(tx, [delivered.slip])
    announce(
        tx,
        ShipmentDelivered(
            order_id=delivered.order.order_id,
            sequence=await save_order(tx, delivered.order),
            shipment_id=delivered.slip.shipment_id,
            slip_number=delivered.slip.number,
            delivered_at=at,
            by=command.by,
            parcels=tuple([one.content for one in delivered.parcels]),
        ),
    )
    return delivered


async def mark_undelivered(tx: Tx, command: MarkUndelivered) -> Shipment:
    shipment = (await lock_shipment(tx, command.shipment_id)).shipment
    at = shipment.when("undeliver", command.occurred_at, now())
    back = shipment.undeliver()
    await update_slips(tx, [back.slip])
    announce(
        tx,
        ShipmentUndelivered(
            order_id=back.order.order_id,
            sequence=await save_order(tx, back.order),
            shipment_id=back.slip.shipment_id,
            slip_number=back.slip.number,
            reason=command.reason,
            undelivered_at=at,
            by=command.by,
        ),
    )
    return back
