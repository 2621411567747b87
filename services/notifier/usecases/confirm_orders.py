"""Every order placed is confirmed to its customer, a held one too: the customer did order."""

from collections.abc import Sequence

from services.notifier.messages import store
from services.notifier.settings import MailSettings
from services.notifier.usecases.tell_of_documents import tell_of_undecided
from services.notifier.usecases.tell_of_pickups import keep_pickups
from services.notifier.usecases.tell_of_reminders import tell_of_undecided_reminders
from services.notifier.usecases.tell_of_shipments import tell_of_undecided_shipments
from services.notifier.usecases.tell_of_untold import tell_of_untold
from services.notifier.writing.compose import confirmation
from services.notifier.writing.own_texts import get_texts
from shared.clock import now
from shared.schemas.orders import OrderPlaced
from shared.stored_settings import get_settings
from shared.transaction import Tx


async def confirm_orders(tx: Tx, events: Sequence[OrderPlaced]) -> None:
    # The cancellation may have come first: there is nothing left to confirm then.
    cancelled = await store.list_cancelled(tx, {event.order_id for event in events})
    settings, at = await get_settings(tx, MailSettings), now()
    texts = await get_texts(tx)
    messages = [
        confirmation(event, settings, at=at, order_cancelled=event.order_id in cancelled, texts=texts)
        for event in events
    ]
    await store.insert_messages(tx, messages)
    await keep_pickups(tx, events)
    await tell_of_undecided(tx, {event.order_id for event in events})
    await tell_of_undecided_reminders(tx, {event.order_id for event in events})
    await tell_of_undecided_shipments(tx, {event.order_id for event in events})
    await tell_of_untold(tx, {event.order_id for event in events})
