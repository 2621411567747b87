"""Orders are called off: from here on their slips are voided, their invoices credited and their stock restored."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.orders import cancellation_facts, store
from services.orders.cancellation import cancel, event_of
from services.orders.history import Entry, add_history
from services.orders.views import Action, OrderView
from shared.clock import now
from shared.refused import NotFound, Refused
from shared.schemas.orders import CancelOrder
from shared.transaction import Tx, announce


async def cancel_orders(tx: Tx, commands: Sequence[CancelOrder]) -> list[OrderView | Refused]:
    """Each command's order, or why it is refused. Cancelling a cancelled order again changes nothing."""
    order_ids = {command.order_id for command in commands}
    orders = await store.find_orders(tx, order_ids)

    at = now()
    cancelled: dict[UUID, CancelOrder] = {}
    outcomes: list[OrderView | Refused] = []
    for command in commands:
        before = orders.get(command.order_id)
        try:
            if before is None:
                raise NotFound(f"there is no order {command.order_id}")
            after = cancel(before, command, at)
        except Refused as refusal:
            outcomes.append(refusal)
            continue
        outcomes.append(after.view)
        if after is not before:
            orders[command.order_id] = after
            cancelled[command.order_id] = command

    if cancelled:
        await cancellation_facts.set_cancelled(
            tx, [(command, orders[id].facts) for id, command in cancelled.items()], at
        )
        await add_history(tx, [_entry(command, at) for command in cancelled.values()])
        announce(tx, *(event_of(orders[id].view, command, at) for id, command in cancelled.items()))
    return outcomes


def _entry(command: CancelOrder, at: datetime) -> Entry:
    detail = {"reason": command.reason, "notify_customer": command.notify_customer}
    return Entry(command.order_id, at, command.by, Action.CANCELLED, detail)
