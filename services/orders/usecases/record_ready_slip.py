"""The last goods a slip waited for have come in."""

from services.orders import order_facts
from services.orders.history import Entry, add_history
from services.orders.usecases.refresh_statuses import refresh_statuses
from services.orders.views import Action
from shared.clock import now
from shared.postgres.tx import Tx
from shared.schemas.fulfilment import SlipReady


async def record_ready_slip(tx: Tx, event: SlipReady) -> None:
    at = now()
    changed = await order_facts.set_goods_ready(tx, event.order_id, event.sequence)
    detail = {"slip": event.slip_number}
    await add_history(tx, [Entry(event.order_id, at, "fulfilment", Action.SLIP_READY, detail)])
    await refresh_statuses(tx, changed, at)
