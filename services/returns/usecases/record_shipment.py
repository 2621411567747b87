"""A parcel left, or had not left after all: only what has left can come back. It is with its customer, or is not."""

from services.returns.orders import store as orders
from services.returns.orders.model import parts_of
from services.returns.returned import store
from services.returns.returned.states import ReturnState
from services.returns.usecases.give_way import give_way
from services.returns.usecases.open_withdrawal import follow_withdrawals
from shared.schemas.fulfilment import ShipmentDelivered, ShipmentShipped, ShipmentUndelivered, ShipmentUnshipped
from shared.transaction import Tx


async def record_shipment(tx: Tx, event: ShipmentShipped | ShipmentUnshipped) -> None:
    if event.replaces:  # what is sent again was ordered once, and comes back once
        return
    has_left = isinstance(event, ShipmentShipped)
    await orders.save_shipment(
        tx,
        shipment_id=event.shipment_id,
        order_id=event.order_id,
        slip_number=event.slip_number,
        sequence=event.sequence,
        shipped=has_left,
        lines=parts_of(event.lines),
        shipped_at=event.shipped_at if isinstance(event, ShipmentShipped) else None,
    )
    if not has_left:
        # Its history says that it had not left; of goods that were credited nothing is to come back then.
        for one in await store.list_returns_of_credited_goods(tx, event.shipment_id):
            if one.state is ReturnState.APPROVED:
                await store.update_return(tx, one.cancel())
        await give_way(tx, event.order_id)
    await follow_withdrawals(tx, event.order_id)


async def record_delivery(tx: Tx, event: ShipmentDelivered | ShipmentUndelivered) -> None:
    delivered_at = event.delivered_at if isinstance(event, ShipmentDelivered) else None
    await orders.save_delivery(tx, event.shipment_id, sequence=event.sequence, delivered_at=delivered_at)
