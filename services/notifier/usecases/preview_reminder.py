"""Staff see a reminder of payment as its customer would get it, before they send it."""

from uuid import UUID

from services.notifier.documents.store import find_addressee
from services.notifier.messages.model import MessageWithText, at_address
from services.notifier.reminders.store import Reminder
from services.notifier.usecases.write_by_hand import UnknownOrder
from services.notifier.writing.own_texts import get_texts
from services.notifier.writing.reminder import about_reminder
from shared.clock import now
from shared.schemas.billing import PaymentReminderIssued, ReminderContent
from shared.schemas.event import Contract
from shared.transaction import Tx


class PreviewReminder(Contract):
    order_id: UUID
    content: ReminderContent


async def preview_reminder(tx: Tx, command: PreviewReminder) -> MessageWithText:
    """Nothing is sent. Raises UnknownOrder, NoAddress, ImpossibleAddress."""
    known = await find_addressee(tx, command.order_id)
    if known is None:
        raise UnknownOrder(f"the notifier knows no order {command.order_id}")
    to = at_address(known, None, what=f"order {known.number}" if known.number else "this order")
    at = now()
    said = PaymentReminderIssued(
        order_id=command.order_id, reminder_id=command.order_id, content=command.content, issued_at=at
    )
    return about_reminder(Reminder(said, to), at=at, texts=await get_texts(tx))
