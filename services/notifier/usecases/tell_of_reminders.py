"""Customers are reminded of what billing says is still to be paid, with the PDFs of their invoices."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from uuid import UUID

from services.notifier.documents.store import wait_for_files
from services.notifier.messages.store import insert_messages
from services.notifier.reminders import store
from services.notifier.reminders.store import FurtherFile, Reminder
from services.notifier.settings import BillingSettings
from services.notifier.writing.own_texts import get_texts
from services.notifier.writing.reminder import about_reminder, content_of
from shared.clock import now
from shared.schemas.billing import PaymentReminderIssued, ReminderContent
from shared.transaction import Queries, Tx

MOST_FILES = 10
"""Of one mail; the others are listed in it."""


async def tell_of_reminders(tx: Tx, events: Sequence[PaymentReminderIssued]) -> None:
    # What is part of another order's reminder has no mail of its own. The order may still be to come.
    leading = [event for event in events if event.part_of is None]
    if leading:
        await store.insert_reminders(tx, leading)
        await tell_of_undecided_reminders(tx, {event.order_id for event in leading})


async def tell_of_undecided_reminders(tx: Tx, order_ids: Iterable[UUID]) -> None:
    reminders = await store.decide_reminders(tx, order_ids)
    if not reminders:
        return
    at, wait, texts = now(), BillingSettings().file_wait, await get_texts(tx)
    messages = [(one, about_reminder(one, at=at, wait=wait, texts=texts)) for one in reminders]
    await insert_messages(tx, [message for _, message in messages])
    files = [file for one, message in messages for file in _further(one, message.message_id)]
    if files:
        await store.insert_further(tx, files)
    await wait_for_files(tx, [message.message_id for _, message in messages])


def only_of(content: ReminderContent, address: str) -> Callable[[Queries, UUID], Awaitable[ReminderContent | None]]:
    """What of it is of orders whose mails go to this address by then; None where nothing is."""

    async def read(queries: Queries, _: UUID) -> ReminderContent | None:
        order_ids = {one.order_id for one in content.invoices}
        return content_of(content, await store.list_going_to(queries, order_ids, address))

    return read


async def rewrite_reminder(tx: Tx, reminder_id: UUID, content: ReminderContent) -> None:
    """Part of it was paid since: its mail, which still waits, says what is left."""
    reminder = await store.get_reminder(tx, reminder_id)
    said = reminder.said.model_copy(update={"content": content})
    message = about_reminder(reminder._replace(said=said), at=now(), texts=await get_texts(tx))
    await store.save_rewritten(tx, said, message)


def _further(reminder: Reminder, message_id: UUID) -> list[FurtherFile]:
    files = [one.invoice_id for one in reminder.said.content.invoices if one.invoice_id]
    return [FurtherFile(message_id, place, one) for place, one in enumerate(files[1:MOST_FILES], start=1)]
