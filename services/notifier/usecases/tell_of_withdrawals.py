"""Who withdraws from a contract gets a receipt at once, once for each declaration."""

from collections.abc import Sequence

from services.notifier.messages.store import insert_messages
from services.notifier.settings import MailSettings
from services.notifier.writing.about_withdrawals import receipt_of
from services.notifier.writing.own_texts import get_texts
from shared.clock import now
from shared.schemas.withdrawals import WithdrawalReceived
from shared.stored_settings import get_settings
from shared.transaction import Tx


async def tell_of_withdrawals(tx: Tx, events: Sequence[WithdrawalReceived]) -> None:
    """Also long after: whoever declared it is owed the receipt. A letter without an address has none."""
    settings, texts, at = await get_settings(tx, MailSettings), await get_texts(tx), now()
    await insert_messages(tx, [receipt_of(event, settings, texts, at=at) for event in events])
