"""A parcel leaves, or its goods are handed over to the customer who comes for them: they go out of stock."""

from collections.abc import Iterable
from uuid import UUID

from services.fulfilment.orders.store import save_order
from services.fulfilment.papers.store import find_papers
from services.fulfilment.shipments.model import Shipment
from services.fulfilment.shipments.move_goods import goods_leave, lock_shipment
from services.fulfilment.slips.model import OPEN
from services.fulfilment.slips.store import update_slips
from services.fulfilment.slips.together import together
from services.fulfilment.stock.ledger_store import EntryKind, Origin
from shared.clock import now
from shared.schemas.dates import Happened
from shared.schemas.event import Contract
from shared.schemas.fulfilment import LineQuantity, LineTitle, ShipmentShipped
from shared.schemas.values import Actor
from shared.transaction import Tx, announce


class MarkShipped(Contract):
    """`occurred_at` is when it left, where that is brought over from elsewhere."""

    shipment_id: UUID
    by: Actor
    occurred_at: Happened | None = None


async def mark_shipped(tx: Tx, command: MarkShipped) -> Shipment:
    """Refuses a slip that is not ready or has left, and one of an order on hold or cancelled."""
    shipment, shelf, beside = await lock_shipment(tx, command.shipment_id)
    at = shipment.when("ship", command.occurred_at, now())
    shipped = shipment.ship(at=at, by=command.by)
    slip, order_id = shipped.slip, shipped.slip.order_id

    origin = Origin(EntryKind.SHIPPED, at=at, by=command.by, order_id=order_id, shipment_id=slip.shipment_id)
    await goods_leave(tx, slip, shelf, origin)
    await update_slips(tx, [slip])

    open_beside = [other for other in beside if other.state in OPEN]
    sequence = await save_order(tx, shipped.order)
    announce(
        tx,
        ShipmentShipped(
            order_id=order_id,
            sequence=sequence,
            shipment_id=slip.shipment_id,
            slip_number=slip.number,
            lines=shipped.lines,
            shipped_at=at,
            order_shipped_in_full=not open_beside,
            by=command.by,
            replaces=slip.replaces,
            parcels=tuple([one.content for one in shipped.parcels]),
            follows=together(open_beside),
            titles=await titles_of(tx, order_id, together([slip, *open_beside])),
        ),
    )
    return shipped


async def titles_of(tx: Tx, order_id: UUID, goods: Iterable[LineQuantity]) -> tuple[LineTitle, ...]:
    """What the order calls these goods, so that its customer can be told."""
    paper = (await find_papers(tx, [order_id])).get(order_id)
    told = {line.line_no for line in goods}
    lines = paper.lines if paper else ()
    return tuple([LineTitle(line_no=line.line_no, title=line.title) for line in lines if line.line_no in told])
