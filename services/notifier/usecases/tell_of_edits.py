"""An order was edited: its customer is told what it is now, if staff asked for it."""

from collections.abc import Sequence

from services.notifier.messages import store
from services.notifier.settings import MailSettings
from services.notifier.usecases.tell_of_pickups import change_pickups
from services.notifier.writing.compose import changed
from services.notifier.writing.own_texts import get_texts
from shared.clock import now
from shared.schemas.orders import OrderEdited
from shared.stored_settings import get_settings
from shared.transaction import Tx


async def tell_of_edits(tx: Tx, events: Sequence[OrderEdited]) -> None:
    await change_pickups(tx, events)
    asked = [event for event in events if event.notify_customer]
    if not asked:
        return
    cancelled = await store.list_cancelled(tx, {event.order_id for event in asked})
    settings, texts, at = await get_settings(tx, MailSettings), await get_texts(tx), now()
    told = [event for event in asked if event.order_id not in cancelled]
    await store.insert_messages(tx, [changed(event, settings, at=at, texts=texts) for event in told])
