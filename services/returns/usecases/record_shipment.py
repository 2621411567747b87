"""A parcel left, or had not left after all: only what has left can come back."""

from services.returns import order_store, store
from services.returns.model import ReturnState
from services.returns.order import parts_of
from shared.schemas.fulfilment import ShipmentShipped, ShipmentUnshipped
from shared.transaction import Tx


async def record_shipment(tx: Tx, event: ShipmentShipped | ShipmentUnshipped) -> None:
    if event.replaces:  # what is sent again was ordered once, and comes back once
        return
    await order_store.save_shipment(
        tx,
        shipment_id=event.shipment_id,
        order_id=event.order_id,
        slip_number=event.slip_number,
        sequence=event.sequence,
        shipped=isinstance(event, ShipmentShipped),
        lines=parts_of(event.lines),
    )
    if isinstance(event, ShipmentUnshipped):
        # Its history says that it had not left; of goods that were credited nothing is to come back then.
        for one in await store.list_returns_of_credited_goods(tx, event.shipment_id):
            if one.state is ReturnState.APPROVED:
                await store.update_return_state(tx, one.return_id, one.state.to(ReturnState.CANCELLED))
