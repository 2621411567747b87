"""Billing or fulfilment has applied a hold; once both have, it is effective."""

from services.orders import hold_facts
from services.orders.history import Entry, add_history
from services.orders.model import change_hold, is_hold_applied
from services.orders.snapshots import announce_snapshots
from services.orders.views import Action
from shared.clock import now
from shared.schemas.billing import InvoicingHeld
from shared.schemas.fulfilment import FulfilmentHeld
from shared.schemas.order_status import Hold
from shared.transaction import Tx


async def confirm_hold(tx: Tx, event: InvoicingHeld | FulfilmentHeld) -> None:
    """A confirmation of an earlier hold, resumed since, does not count for this one."""
    billing = isinstance(event, InvoicingHeld)
    confirm = hold_facts.set_invoicing_held if billing else hold_facts.set_fulfilment_held
    for facts in await confirm(tx, event.order_id, event.hold_sequence):
        if is_hold_applied(facts):
            await hold_facts.set_hold(tx, event.order_id, change_hold(facts.hold, Hold.EFFECTIVE))
            await add_history(tx, [Entry(event.order_id, now(), "orders", Action.HOLD_EFFECTIVE)])
        else:
            await announce_snapshots(tx, [event.order_id])
