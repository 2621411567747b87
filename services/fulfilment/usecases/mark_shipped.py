"""A parcel leaves: its goods go out of stock."""

from uuid import UUID

from services.fulfilment import listing, stock_store, store
from services.fulfilment.model import OPEN, may_ship, shipment_lines
from services.fulfilment.shipments import lock_shipment, move_goods
from services.fulfilment.stock import EntryKind
from services.fulfilment.stock_store import Origin
from services.fulfilment.views import ShipmentView
from shared.clock import now
from shared.schemas.event import Contract
from shared.schemas.fulfilment import ShipmentShipped, ShipmentState
from shared.schemas.values import Actor
from shared.transaction import Tx, announce


class MarkShipped(Contract):
    shipment_id: UUID
    by: Actor


async def mark_shipped(tx: Tx, command: MarkShipped) -> ShipmentView:
    """Refuses a slip that is not ready or has left, and one of an order on hold or cancelled."""
    order, slip = await lock_shipment(tx, command.shipment_id)
    missing = await stock_store.find_missing(tx, [slip.shipment_id])
    may_ship(order, slip, missing.get(slip.shipment_id, {}))
    shipped, at = slip.to(ShipmentState.SHIPPED), now()

    await move_goods(
        tx,
        slip,
        Origin(EntryKind.SHIPPED, at=at, by=command.by, order_id=slip.order_id, shipment_id=slip.shipment_id),
    )
    await store.save_shipped(tx, shipped, at=at, by=command.by)

    sequence = await store.save_order(tx, order)
    announce(
        tx,
        ShipmentShipped(
            order_id=slip.order_id,
            sequence=sequence,
            shipment_id=slip.shipment_id,
            slip_number=slip.number,
            lines=shipment_lines(shipped, {}),
            shipped_at=at,
            order_shipped_in_full=not any(other.state in OPEN for other in await store.list_slips(tx, [slip.order_id])),
            by=command.by,
        ),
    )
    return await listing.get_shipment(tx, slip.shipment_id)
