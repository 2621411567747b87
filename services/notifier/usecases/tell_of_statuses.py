"""Customers are told what custom status their order has, a little later, as staff may take it back meanwhile."""

from collections.abc import Sequence

from services.notifier.messages import store
from services.notifier.settings import MailSettings
from services.notifier.writing.about_statuses import about_status
from services.notifier.writing.own_texts import get_texts
from shared.clock import now
from shared.schemas.orders import CustomStatusCleared, CustomStatusSet
from shared.stored_settings import get_settings
from shared.transaction import Tx


async def tell_of_statuses(tx: Tx, events: Sequence[CustomStatusSet]) -> None:
    """What was to be told of the status before is not true any more."""
    await store.withdraw_statuses(tx, [event.order_id for event in events])
    if told := [event for event in events if event.notify_customer and event.customer]:
        settings, at = await get_settings(tx, MailSettings), now()
        texts = await get_texts(tx)
        await store.insert_messages(tx, [about_status(event, settings, at=at, texts=texts) for event in told])


async def take_back_statuses(tx: Tx, events: Sequence[CustomStatusCleared]) -> None:
    await store.withdraw_statuses(tx, [event.order_id for event in events])
