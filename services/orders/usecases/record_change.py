"""Facts about orders have changed: derive again what people see, and tell in the history what happened."""

from collections.abc import Sequence
from datetime import datetime

from services.orders import order_facts
from services.orders.history import Entry, add_history
from services.orders.model import Facts
from services.orders.status import derive
from services.orders.views import Action
from shared.transaction import Tx


async def record_change(tx: Tx, changed: Sequence[Facts], entries: Sequence[Entry], at: datetime) -> None:
    """`entries` are told even where they changed no fact, as with news that is stale."""
    refreshed = [(facts, derived) for facts in changed if (derived := derive(facts)) != facts.derived]
    if refreshed:
        await order_facts.set_derived(tx, [(facts.order_id, derived) for facts, derived in refreshed], at)
    settled = [facts.order_id for facts, derived in refreshed if derived.settled and not facts.derived.settled]
    told = [Entry(order_id, at, "orders", Action.CANCELLATION_SETTLED) for order_id in settled]
    await add_history(tx, [*entries, *told])
