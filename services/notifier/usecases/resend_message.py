"""Staff have a message sent again: one that failed goes on, any other goes out as a new one that names the first."""

from dataclasses import replace
from uuid import UUID

from services.notifier.documents.store import find_addressee, wait_for_files
from services.notifier.messages import store
from services.notifier.messages.message_id import message_id
from services.notifier.messages.model import Addressee, MessageState, MessageWithText, RemindAnew, at_address
from services.notifier.settings import BillingSettings, MailSettings
from services.notifier.usecases.resend_document import ResendDocument, resend_document
from shared.clock import now
from shared.refused import Refused
from shared.schemas.event import Contract
from shared.schemas.notifier import DOCUMENTS, REMINDERS, MessageKind
from shared.schemas.values import Actor, Email
from shared.signed_links import masked
from shared.stored_settings import get_settings
from shared.transaction import Tx


class ResendMessage(Contract):
    """Without `to` it goes to the present address: that of the order's confirmation, or of the staff who are told.

    `may_act`: whoever asks may do in the customer's stead what a link of the mail lets them do.
    """

    message_id: UUID
    by: Actor
    to: Email | None = None
    may_act: bool = True


class HasTheirLink(Refused):
    type = "has-their-link"
    status = 403
    field = "to"


async def resend_message(tx: Tx, command: ResendMessage) -> MessageWithText:
    """Raises HasTheirLink, and what `refusal_to_resend`, `at_address` and `resend_document` do."""
    message = await store.lock_message(tx, command.message_id)
    # A quote is accepted by its link; that of an order shows no more than its mails do.
    accepts = message.kind is MessageKind.QUOTE and masked(message.text) != message.text
    if command.to and accepts and not command.may_act:
        raise HasTheirLink("its link lets whoever has it act as the customer: without the right to, send it to them")
    if message.state is MessageState.FAILED and command.to is None:
        return await _send_on(tx, message)
    if message.kind in REMINDERS and message.order_id:
        raise RemindAnew("it may list what nobody else is to see: send a reminder from its order")
    first = await store.get_message(tx, message.resend_of) if message.resend_of else message
    if refusal := message.refusal_to_resend() or first.refusal_to_resend():
        raise refusal
    if message.document_id and message.kind in DOCUMENTS:
        return await resend_document(tx, ResendDocument(document_id=message.document_id, by=command.by, to=command.to))
    copy = await _copy(tx, message, command)
    await store.insert_messages(tx, [copy])
    await wait_for_files(tx, [copy.message_id])
    return copy


async def _send_on(tx: Tx, message: MessageWithText) -> MessageWithText:
    """It starts anew, with all its attempts; its Message-ID stays, as nobody has received it.

    Whom an order is for may have changed since: it goes to them, unless staff chose where.
    """
    if message.order_id and message.asked_by is None:
        to = at_address(await find_addressee(tx, message.order_id), None, what="this message")
        message = replace(message, recipient=to.email, recipient_name=to.name)
    queued = message.queued_again(now())
    if message.document_id and not message.attachment_name:
        queued = replace(queued, next_attempt_at=now() + BillingSettings().file_wait)
    await store.update_message(tx, queued)
    await wait_for_files(tx, [queued.message_id])
    return queued


async def _copy(tx: Tx, message: MessageWithText, command: ResendMessage) -> MessageWithText:
    at, first = now(), message.resend_of or message.message_id
    to = at_address(await _addressee(tx, message), command.to, what="this message")
    its_id = message_id(message.kind, message.order_id or first, at, first.int + await store.count_copies(tx, message))
    return replace(
        message,
        message_id=its_id,
        about=its_id,
        recipient=to.email,
        state=MessageState.QUEUED,
        reason=None,
        created_at=at,
        attempts=0,
        next_attempt_at=at + BillingSettings().file_wait if message.document_id else at,
        attachment_name=None,
        attachment_bytes=None,
        sent_at=None,
        last_error=None,
        bounced_at=None,
        bounce=None,
        sent_again=False,
        resend_of=first,
        asked_by=command.by,
    )


async def _addressee(tx: Tx, message: MessageWithText) -> Addressee | None:
    if message.order_id:
        return await find_addressee(tx, message.order_id)
    if message.kind is MessageKind.QUOTE:
        return Addressee(message.message_id, None, message.language, message.recipient, message.recipient_name)
    staff = (await get_settings(tx, MailSettings)).staff_told_of(message.kind) or message.recipient
    return Addressee(message.message_id, None, message.language, staff, message.recipient_name)
