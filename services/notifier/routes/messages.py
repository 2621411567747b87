"""The notifier over HTTP: the message history, writing by hand, and sending a message or a document again."""

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.notifier.documents.store import find_order_of
from services.notifier.messages import store
from services.notifier.messages.held_up import find_held_up
from services.notifier.messages.list_messages import Filters, count_messages, list_messages
from services.notifier.messages.model import MessageState
from services.notifier.messages.schemas import (
    EditMailPreview,
    HeldUpView,
    MessageBrief,
    MessageCounts,
    MessagePreview,
    MessageSummary,
    MessageView,
    NewMessage,
    ReminderToPreview,
    ToSendAgain,
)
from services.notifier.usecases.preview_edit import preview_edit, sends_documents
from services.notifier.usecases.preview_reminder import PreviewReminder, preview_reminder
from services.notifier.usecases.resend_document import ResendDocument, resend_document
from services.notifier.usecases.resend_message import ResendMessage, resend_message
from services.notifier.usecases.write_by_hand import WriteByHand, preview_by_hand, write_by_hand
from services.notifier.writing.logo import with_its_logo
from shared.http import Brief, Caller, Idempotent, Page, Paging, Reading, each_as, paged_by, scope
from shared.schemas.notifier import MessageKind
from shared.schemas.orders.edit_previews import EditToPreview
from shared.schemas.values import Line
from shared.scopes import NOTIFY

router = APIRouter(tags=["messages"])

NOTIFIES: Any = scope("notifier:write", or_else=NOTIFY)
BRIEF = Brief("notifier:read", MessageBrief)
MOST_ORDERS = 100


@router.get("/messages", dependencies=[scope("notifier:read")])
async def get_messages(
    queries: Reading,
    paging: Annotated[Paging[UUID], paged_by(UUID)],
    order_ids: Annotated[tuple[UUID, ...], Query(alias="order_id", max_length=MOST_ORDERS)] = (),
    states: Annotated[tuple[MessageState, ...], Query(alias="state")] = (),
    kind: MessageKind | None = None,
    document_id: UUID | None = None,
    resend_of: UUID | None = None,
    sent_again: bool | None = None,
    bounced: bool | None = None,
    search: Annotated[Line | None, Query(alias="q")] = None,
) -> Page[MessageSummary]:
    """Newest first, without their contents, of up to 100 orders or all.

    `q` finds order numbers, and the start of e-mail addresses.

    `sent_again` lists what failed or came back and was sent again, or all but that; `bounced` what came back.
    """
    filters = Filters(order_ids, states, kind, search, document_id, resend_of, sent_again, bounced)
    found = await list_messages(queries, filters, before=paging.after, limit=paging.fetch)
    return paging.page([MessageSummary.model_validate(one) for one in found], by=lambda message: message.message_id)


@router.get("/messages/counts", dependencies=[scope("notifier:read")])
async def get_message_counts(queries: Reading) -> MessageCounts:
    """How many messages are in each state, counted up to 10,000, and whether the mail server takes mails."""
    counts, held_up = await count_messages(queries), await find_held_up(queries)
    return MessageCounts(
        **counts._asdict(),
        waiting_for_server=counts.queued if held_up else 0,
        held_up=held_up and HeldUpView.model_validate(held_up),
    )


@router.get("/messages/{message_id}", dependencies=[scope("notifier:read")])
async def get_message(message_id: UUID, queries: Reading) -> MessageView:
    """As it was sent; in its HTML the logo is data, where the mail has it as a part."""
    message = await store.get_message(queries, message_id)
    return MessageView.model_validate(replace(message, html=await with_its_logo(queries, message.html)))


@router.post("/messages", status_code=201, response_model=MessageView | MessageBrief)
async def post_message(body: NewMessage, caller: Annotated[Caller, NOTIFIES], once: Idempotent) -> Response:
    """Write to the customer of an order."""
    command = WriteByHand(by=caller.subject, **dict(body))
    return await once(write_by_hand, command, answers=each_as(MessageView.model_validate), brief=BRIEF)


@router.post("/messages/preview", response_model=MessagePreview, dependencies=[scope("notifier:read")])
async def post_preview(body: NewMessage, caller: Annotated[Caller, NOTIFIES], once: Idempotent) -> Response:
    """The message as it would be sent; nothing is."""
    command = WriteByHand(by=caller.subject, **dict(body))
    return await once(preview_by_hand, command, answers=each_as(MessagePreview.model_validate))


@router.post("/reminders/preview", response_model=MessagePreview, dependencies=[scope("notifier:read")])
async def post_reminder_preview(body: ReminderToPreview, once: Idempotent) -> Response:
    """The mail of a reminder as it would be written of this, which billing tells; nothing is sent."""
    command = PreviewReminder(**dict(body))
    return await once(preview_reminder, command, answers=each_as(MessagePreview.model_validate))


@router.post("/edit-previews", dependencies=[scope("notifier:read")])
async def post_edit_preview(body: EditToPreview, queries: Reading) -> EditMailPreview:
    """The mail about an edit of an order as it would be written, which orders tells; nothing is sent."""
    message = EditMailPreview.model_validate(await preview_edit(queries, body.edit))
    return message.model_copy(update={"sends_documents": await sends_documents(queries)})


@router.post("/messages/{message_id}/resend", response_model=MessageView | MessageBrief)
async def post_resend(
    message_id: UUID,
    caller: Annotated[Caller, NOTIFIES],
    once: Idempotent,
    body: ToSendAgain | None = None,
) -> Response:
    """A failed message is queued again, with all its attempts before it; any other, or one with an address for this
    time, goes out as a new one, which is answered."""
    # A cancellation that comes now must find the confirmation queued, or be found here.
    return await once(
        resend_message,
        ResendMessage(
            message_id=message_id,
            by=caller.subject,
            to=body.to if body else None,
            may_act=caller.may("orders:write"),
        ),
        order_of=lambda queries: store.find_order_id(queries, message_id),
        answers=each_as(MessageView.model_validate),
        brief=BRIEF,
    )


@router.post("/documents/{document_id}/resend", status_code=201, response_model=MessageView | MessageBrief)
async def post_document_resend(
    document_id: UUID,
    caller: Annotated[Caller, scope("notifier:write")],
    once: Idempotent,
    body: ToSendAgain | None = None,
) -> Response:
    """The document is sent to its customer, in a message of its own."""
    return await once(
        resend_document,
        ResendDocument(document_id=document_id, by=caller.subject, to=body.to if body else None),
        order_of=lambda queries: find_order_of(queries, document_id),
        answers=each_as(MessageView.model_validate),
        brief=BRIEF,
    )
