"""Staff see the mail about an edit as its customer would get it, before the edit is done."""

from dataclasses import replace

from services.notifier.bounces.store import list_undeliverable
from services.notifier.messages.model import MessageState, MessageWithText, NotSentReason
from services.notifier.settings import BillingSettings, MailSettings
from services.notifier.writing.compose import changed
from services.notifier.writing.own_texts import get_texts
from shared.clock import now
from shared.schemas.orders import OrderEdited
from shared.stored_settings import get_settings
from shared.transaction import Queries


async def preview_edit(queries: Queries, event: OrderEdited) -> MessageWithText:
    """Nothing is sent. It says by its state whether it would be."""
    settings, texts = await get_settings(queries, MailSettings), await get_texts(queries)
    message = changed(event, settings, at=now(), texts=texts)
    if message.state is MessageState.QUEUED and await list_undeliverable(queries, [message.recipient or ""]):
        message = replace(message, state=MessageState.NOT_SENT, reason=NotSentReason.UNDELIVERABLE)
    return message


async def sends_documents(queries: Queries) -> bool:
    """Whether customers are sent their invoices and credits by themselves."""
    return (await get_settings(queries, MailSettings)).mails_about_documents and BillingSettings().has_files
