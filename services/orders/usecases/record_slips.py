"""Fulfilment has made packing slips: note when, and whether the goods are there."""

from collections.abc import Sequence

from services.orders import order_facts
from services.orders.history import Entry
from services.orders.usecases.record_change import record_change
from services.orders.views import Action
from shared.clock import now
from shared.schemas.fulfilment import ShipmentState, SlipCreated
from shared.transaction import Tx


async def record_slips(tx: Tx, events: Sequence[SlipCreated]) -> None:
    at = now()
    changed = await order_facts.set_slips_created(
        tx,
        [event.order_id for event in events],
        [event.state is ShipmentState.READY for event in events],
        [event.sequence for event in events],
        at,
    )
    await record_change(tx, changed, [_entry(event) for event in events], at)


def _entry(event: SlipCreated) -> Entry:
    detail = {"slip": event.slip_number, "state": event.state}
    return Entry(event.order_id, event.created_at, "fulfilment", Action.SLIP_CREATED, detail)
