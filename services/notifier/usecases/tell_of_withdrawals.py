"""Who withdraws from a contract gets a receipt at once, once for each declaration; staff are told of it."""

from collections.abc import Sequence

from services.notifier.messages.model import BROUGHT_OVER
from services.notifier.messages.store import insert_messages
from services.notifier.settings import MailSettings
from services.notifier.untold.declared_store import insert_declared
from services.notifier.untold.store import find_confirmed
from services.notifier.writing.about_withdrawals import receipt_of
from services.notifier.writing.own_texts import get_texts
from services.notifier.writing.to_staff import withdrawal_to_review
from shared.clock import now
from shared.schemas.withdrawals import WithdrawalReceived
from shared.stored_settings import get_settings
from shared.transaction import Tx


async def tell_of_withdrawals(tx: Tx, events: Sequence[WithdrawalReceived]) -> None:
    """Also long after: whoever declared it is owed the receipt. A letter without an address has none."""
    settings, texts, at = await get_settings(tx, MailSettings), await get_texts(tx), now()
    to_staff = [
        withdrawal_to_review(event, settings, texts, at=at)
        for event in events
        if at - event.received_at <= BROUGHT_OVER
    ]
    confirmed = await find_confirmed(tx, {event.order_id for event in events if event.order_id})
    emails = {order_id: one.to.email for order_id, one in confirmed.items()}
    receipts = [
        receipt_of(event, settings, texts, at=at, customer=emails.get(event.order_id) if event.order_id else None)
        for event in events
    ]
    await insert_declared(tx, events)
    await insert_messages(tx, [*receipts, *filter(None, to_staff)])
