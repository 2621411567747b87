"""A parcel had not left after all: its goods are back on the shelf, still allocated to its slip."""

from uuid import UUID

from services.fulfilment.orders.store import save_orders
from services.fulfilment.shipments.model import Shipment
from services.fulfilment.shipments.move_goods import goods_come_back, lock_shipment
from services.fulfilment.shipments.store import find_order_of, get_shipment
from services.fulfilment.slips.store import update_slips
from services.fulfilment.slips.take_off_credited import announce_reduced, take_off_credited
from services.fulfilment.slips.together import what_follows
from services.fulfilment.stock.ledger_store import EntryKind, Origin
from services.fulfilment.stock.store import lock_stock_of_order
from services.fulfilment.usecases.edit_order import follow_edit
from services.fulfilment.usecases.mark_shipped import titles_of
from shared.clock import now
from shared.schemas.dates import Happened
from shared.schemas.event import Contract
from shared.schemas.fulfilment import ShipmentState, ShipmentUnshipped
from shared.schemas.values import Actor, Text
from shared.transaction import Tx, announce


class MarkUnshipped(Contract):
    """`occurred_at` is as of shipping."""

    shipment_id: UUID
    reason: Text
    by: Actor
    occurred_at: Happened | None = None


async def mark_unshipped(tx: Tx, command: MarkUnshipped) -> Shipment:
    """Refuses a slip that has not left, and one whose order is cancelled: its parcel comes back as a return."""
    # What was credited or edited meanwhile comes off its other slips too: their goods are locked with its own.
    if order_id := await find_order_of(tx, command.shipment_id):
        await lock_stock_of_order(tx, order_id)
    left, shelf, beside = await lock_shipment(tx, command.shipment_id)
    at = left.when("unship", command.occurred_at, now())
    shipment = left.unship()
    slip, order_id = shipment.slip, shipment.slip.order_id

    origin = Origin(
        EntryKind.UNSHIPPED,
        at=at,
        by=command.by,
        reason=command.reason,
        order_id=order_id,
        shipment_id=slip.shipment_id,
    )
    await goods_come_back(tx, slip, shelf, origin)
    await update_slips(tx, [slip])

    # What was credited meanwhile has not left after all, and does not leave now.
    reduced = await take_off_credited(tx, shipment.order)
    last = (await save_orders(tx, [shipment.order], {order_id: 1 + len(reduced)}))[order_id]
    follows = what_follows([slip, *beside])
    announce(
        tx,
        ShipmentUnshipped(
            order_id=order_id,
            sequence=last - len(reduced),
            shipment_id=slip.shipment_id,
            slip_number=slip.number,
            lines=shipment.lines,
            nothing_shipped=not any(other.state is ShipmentState.SHIPPED for other in beside),
            reason=command.reason,
            unshipped_at=at,
            by=command.by,
            replaces=slip.replaces,
            follows=follows,
            titles=await titles_of(tx, order_id, follows),
        ),
    )
    if not reduced and not shipment.order.edited:
        return shipment
    if reduced:
        await announce_reduced(tx, order_id, reduced, at=at, last=last)
    if shipment.order.edited:  # nor what is not ordered any more
        await follow_edit(tx, shipment.order)
    return await get_shipment(tx, slip.shipment_id)
