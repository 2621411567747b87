"""Customers are sent the quotes made for them, with the PDF and a link by which they answer."""

from collections.abc import Sequence

from services.notifier.documents.store import wait_for_files
from services.notifier.messages import store
from services.notifier.settings import BillingSettings, MailSettings
from services.notifier.writing.about_quotes import about_quote
from services.notifier.writing.own_texts import get_texts
from shared.clock import now
from shared.schemas.orders import QuoteSent
from shared.signed_links import LinkSettings, SignedLinks
from shared.stored_settings import get_settings
from shared.transaction import Tx


async def tell_of_quotes(tx: Tx, events: Sequence[QuoteSent]) -> None:
    """A quote that is over by now, as where all is read anew, is told to nobody."""
    settings, files, at = await get_settings(tx, MailSettings), BillingSettings(), now()
    links = SignedLinks("quote", LinkSettings())
    wait = files.file_wait if files.has_files else None
    texts = await get_texts(tx)
    messages = [about_quote(event, links, settings, texts, at=at, wait=wait) for event in events]
    await store.insert_messages(tx, messages)
    await wait_for_files(tx, [message.message_id for message in messages])
