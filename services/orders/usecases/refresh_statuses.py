"""Facts have changed: derive again what people see, and write it where it differs."""

from collections.abc import Sequence
from datetime import datetime

from services.orders import order_facts
from services.orders.history import Entry, add_history
from services.orders.model import Facts
from services.orders.status import derive
from services.orders.views import Action
from shared.postgres.tx import Tx


async def refresh_statuses(tx: Tx, orders: Sequence[Facts], at: datetime) -> None:
    changed = [(facts, derived) for facts in orders if (derived := derive(facts)) != facts.derived]
    if not changed:
        return
    await order_facts.set_derived(tx, [(facts.order_id, derived) for facts, derived in changed], at)
    settled = [facts for facts, derived in changed if derived.settled and not facts.derived.settled]
    if settled:
        await add_history(tx, [Entry(facts.order_id, at, "orders", Action.CANCELLATION_SETTLED) for facts in settled])
