"""Goods do not wait for the customer after all: their slip is as it was before it was made ready for pickup."""

from uuid import UUID

from services.fulfilment.orders.store import save_order
from services.fulfilment.shipments.model import Shipment
from services.fulfilment.shipments.move_goods import lock_shipment
from services.fulfilment.slips.store import update_slips
from shared.clock import now
from shared.schemas.dates import Happened
from shared.schemas.event import Contract
from shared.schemas.fulfilment import PickupWithdrawn
from shared.schemas.values import Actor, Text
from shared.transaction import Tx, announce


class WithdrawFromPickup(Contract):
    """`occurred_at` is as of shipping."""

    shipment_id: UUID
    by: Actor
    reason: Text | None = None
    occurred_at: Happened | None = None


async def withdraw_from_pickup(tx: Tx, command: WithdrawFromPickup) -> Shipment:
    """Refuses a slip that is not ready for pickup, or is handed over."""
    shipment = (await lock_shipment(tx, command.shipment_id)).shipment
    at = shipment.when("withdraw_from_pickup", command.occurred_at, now())
    withdrawn = shipment.withdraw_from_pickup()
    await update_slips(tx, [withdrawn.slip])
    announce(
        tx,
        PickupWithdrawn(
            order_id=withdrawn.order.order_id,
            sequence=await save_order(tx, withdrawn.order),
            shipment_id=withdrawn.slip.shipment_id,
            slip_number=withdrawn.slip.number,
            withdrawn_at=at,
            reason=command.reason,
            by=command.by,
        ),
    )
    return withdrawn
