"""The slips of cancelled orders are void and their stock is free: that part of the cancellation is done."""

from collections.abc import Sequence

from services.orders import cancellation_facts
from services.orders.history import Entry
from services.orders.usecases.record_change import record_change
from services.orders.views import Action
from shared.clock import now
from shared.schemas.fulfilment import SlipsVoided
from shared.transaction import Tx


async def record_voided_slips(tx: Tx, events: Sequence[SlipsVoided]) -> None:
    at = now()
    changed = await cancellation_facts.set_slips_voided(tx, [event.order_id for event in events], at)
    entries = [
        Entry(event.order_id, at, "fulfilment", Action.SLIPS_VOIDED, {"slips": event.slip_numbers}) for event in events
    ]
    await record_change(tx, changed, entries, at)
