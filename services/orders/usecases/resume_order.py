"""Staff end the pause of an order: what waited for it happens now."""

from services.orders import hold_facts
from services.orders.history import Entry
from services.orders.model import change_hold, may_change_hold
from services.orders.usecases.find_order import find_order, get_order
from services.orders.usecases.record_change import record_change
from services.orders.views import Action, OrderView
from shared.clock import now
from shared.schemas.order_status import Hold
from shared.schemas.orders import OrderResumed, ResumeOrder
from shared.transaction import Tx, announce


async def resume_order(tx: Tx, command: ResumeOrder) -> OrderView:
    """Resuming an order that is not held changes nothing."""
    facts, view = await find_order(tx, command.order_id)
    may_change_hold(facts)
    if facts.hold is Hold.NONE:
        return view

    at = now()
    (resumed,) = await hold_facts.end_hold(tx, command.order_id, change_hold(facts.hold, Hold.NONE))
    await record_change(tx, [resumed], [Entry(command.order_id, at, command.by, Action.RESUMED)], at)
    announce(tx, OrderResumed(order_id=resumed.order_id, sequence=resumed.version, by=command.by))
    return await get_order(tx, command.order_id)
