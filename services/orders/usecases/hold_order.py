"""Staff pause an order: from the moment billing and fulfilment have applied it, it gets no invoice and no slip."""

from services.orders import hold_facts
from services.orders.history import Entry
from services.orders.model import change_hold, may_change_hold
from services.orders.usecases.find_order import find_order, get_order
from services.orders.usecases.record_change import record_change
from services.orders.views import Action, OrderView
from shared.clock import now
from shared.schemas.order_status import Hold
from shared.schemas.orders import HoldOrder, OrderHeld
from shared.transaction import Tx, announce


async def hold_order(tx: Tx, command: HoldOrder) -> OrderView:
    """Holding a held order again changes nothing, not even the reason."""
    facts, view = await find_order(tx, command.order_id)
    may_change_hold(facts)
    if facts.hold is not Hold.NONE:
        return view

    at = now()
    requested = change_hold(facts.hold, Hold.REQUESTED)
    (held,) = await hold_facts.begin_hold(tx, command.order_id, requested, reason=command.reason, by=command.by, at=at)
    detail = {"reason": command.reason}
    await record_change(tx, [held], [Entry(command.order_id, at, command.by, Action.HOLD_REQUESTED, detail)], at)
    announce(tx, OrderHeld(order_id=held.order_id, sequence=held.version, reason=command.reason, by=command.by))
    return await get_order(tx, command.order_id)
