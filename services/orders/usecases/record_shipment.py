"""A parcel has left, or was marked as not shipped after all: what has left decides the order's status."""

from services.orders import order_facts
from services.orders.history import Entry
from services.orders.model import Shipped
from services.orders.usecases.record_change import record_change
from services.orders.views import Action
from shared.clock import now
from shared.schemas.fulfilment import ShipmentShipped, ShipmentUnshipped
from shared.transaction import Tx


async def record_shipped(tx: Tx, event: ShipmentShipped) -> None:
    at = now()
    shipped = Shipped.FULLY if event.order_shipped_in_full else Shipped.PARTLY
    changed = await order_facts.set_shipped(tx, event.order_id, shipped, event.sequence)
    detail = {"slip": event.slip_number}
    await record_change(tx, changed, [Entry(event.order_id, event.shipped_at, event.by, Action.SHIPPED, detail)], at)


async def record_unshipped(tx: Tx, event: ShipmentUnshipped) -> None:
    at = now()
    shipped = Shipped.NOTHING if event.nothing_shipped else Shipped.PARTLY
    changed = await order_facts.set_shipped(tx, event.order_id, shipped, event.sequence)
    detail = {"slip": event.slip_number}
    await record_change(tx, changed, [Entry(event.order_id, at, event.by, Action.UNSHIPPED, detail)], at)
