"""A parcel had not left after all: its goods are back on the shelf, still allocated to its slip."""

from uuid import UUID

from services.fulfilment import listing, store
from services.fulfilment.model import may_unship, shipment_lines
from services.fulfilment.shipments import lock_shipment, move_goods
from services.fulfilment.stock import EntryKind
from services.fulfilment.stock_store import Origin
from services.fulfilment.views import ShipmentView, UnshipReason
from shared.clock import now
from shared.schemas.fulfilment import ShipmentState, ShipmentUnshipped
from shared.schemas.values import Actor
from shared.transaction import Tx, announce


class MarkUnshipped(UnshipReason):
    shipment_id: UUID
    by: Actor


async def mark_unshipped(tx: Tx, command: MarkUnshipped) -> ShipmentView:
    """Refuses a slip that has not left, and one whose order is cancelled: its parcel comes back as a return."""
    order, slip = await lock_shipment(tx, command.shipment_id)
    may_unship(order, slip)
    ready = slip.to(ShipmentState.READY)

    origin = Origin(
        EntryKind.UNSHIPPED,
        at=now(),
        by=command.by,
        reason=command.reason,
        order_id=slip.order_id,
        shipment_id=slip.shipment_id,
    )
    await move_goods(tx, slip, origin)
    await store.save_states(tx, [ready])

    sequence = await store.save_order(tx, order)
    slips = await store.list_slips(tx, [slip.order_id])
    announce(
        tx,
        ShipmentUnshipped(
            order_id=slip.order_id,
            sequence=sequence,
            shipment_id=slip.shipment_id,
            slip_number=slip.number,
            lines=shipment_lines(ready, {}),
            nothing_shipped=not any(other.state is ShipmentState.SHIPPED for other in slips),
            reason=command.reason,
            by=command.by,
        ),
    )
    return await listing.get_shipment(tx, slip.shipment_id)
