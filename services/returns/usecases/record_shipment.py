"""A parcel left, or had not left after all: only what has left can come back."""

from services.returns import order_store
from services.returns.order import parts_of
from shared.schemas.fulfilment import ShipmentShipped, ShipmentUnshipped
from shared.transaction import Tx


async def record_shipment(tx: Tx, event: ShipmentShipped | ShipmentUnshipped) -> None:
    await order_store.save_shipment(
        tx,
        shipment_id=event.shipment_id,
        order_id=event.order_id,
        slip_number=event.slip_number,
        sequence=event.sequence,
        shipped=isinstance(event, ShipmentShipped),
        lines=parts_of(event.lines),
    )
