"""A parcel had left when its order was cancelled: the cancellation is settled only when a return is open for it."""

from services.orders import cancellation_facts
from services.orders.history import Entry
from services.orders.usecases.record_change import record_change
from services.orders.views import Action
from shared.clock import now
from shared.schemas.fulfilment import CancellationTooLate
from shared.schemas.returns import ReturnOpened
from shared.transaction import Tx


async def record_late_parcel(tx: Tx, event: CancellationTooLate) -> None:
    at = now()
    changed = await cancellation_facts.set_parcel_left(tx, event.order_id, at)
    detail = {"slip": event.slip_number}
    entry = Entry(event.order_id, at, "fulfilment", Action.PARCEL_LEFT_TOO_LATE, detail)
    await record_change(tx, changed, [entry], at)


async def record_return(tx: Tx, event: ReturnOpened) -> None:
    """May come before the news that the parcel left: they are on different topics."""
    at = now()
    changed = await cancellation_facts.set_return_opened(tx, event.order_id, event.number)
    detail = {"number": event.number, "reason": event.reason}
    entry = Entry(event.order_id, event.opened_at, "returns", Action.RETURN_OPENED, detail)
    await record_change(tx, changed, [entry], at)
