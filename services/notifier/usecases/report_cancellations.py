"""A cancelled order needs no confirmation any more; its customer is informed if the staff asked for it."""

from collections.abc import Sequence

from services.notifier.messages import store
from services.notifier.settings import MailSettings
from services.notifier.usecases.change_parcels import rewrite_queued_shipments
from services.notifier.usecases.tell_of_documents import tell_of_undecided
from services.notifier.writing.compose import cancellation
from services.notifier.writing.own_texts import get_texts
from shared.clock import now
from shared.schemas.orders import OrderCancelled
from shared.stored_settings import get_settings
from shared.transaction import Tx


async def report_cancellations(tx: Tx, events: Sequence[OrderCancelled]) -> None:
    order_ids = {event.order_id for event in events}
    await store.save_cancellations(tx, {event.order_id: event.notify_customer for event in events})
    await store.withdraw_messages(tx, order_ids)
    await rewrite_queued_shipments(tx, order_ids)  # nothing follows any more

    if asked := [event for event in events if event.notify_customer]:
        settings, at = await get_settings(tx, MailSettings), now()
        texts = await get_texts(tx)
        await store.insert_messages(tx, [cancellation(event, settings, at=at, texts=texts) for event in asked])
    await tell_of_undecided(tx, order_ids)
