"""The last goods a slip waited for have come in."""

from services.orders import order_facts
from services.orders.history import Entry
from services.orders.usecases.record_change import record_change
from services.orders.views import Action
from shared.clock import now
from shared.schemas.fulfilment import SlipReady
from shared.transaction import Tx


async def record_ready_slip(tx: Tx, event: SlipReady) -> None:
    at = now()
    changed = await order_facts.set_goods_ready(tx, event.order_id, event.sequence)
    detail = {"slip": event.slip_number}
    await record_change(tx, changed, [Entry(event.order_id, at, "fulfilment", Action.SLIP_READY, detail)], at)
