"""The notifier over HTTP: the message history, and sending a failed message again."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from services.notifier import listing
from services.notifier.listing import Filters
from services.notifier.model import MessageState
from services.notifier.usecases.resend_message import ResendMessage, resend_message
from services.notifier.views import MessageCounts, MessageSummary, MessageView
from shared.http import After, Limit, Once, Page, Reading, page, read_cursor, scope
from shared.refused import NotFound
from shared.schemas.event import Line
from shared.schemas.notifier import MessageKind

router = APIRouter(tags=["messages"])


@router.get("/messages", dependencies=[scope("notifier:read")])
async def get_messages(
    tx: Reading,
    order_id: UUID | None = None,
    states: Annotated[tuple[MessageState, ...], Query(alias="state")] = (),
    kind: MessageKind | None = None,
    search: Annotated[Line | None, Query(alias="q")] = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[MessageSummary]:
    """Newest first, without their contents. `q` finds order numbers, and the start of e-mail addresses."""
    before = read_cursor(after, UUID) if after else None
    filters = Filters(order_id, states, kind, search)
    found = await listing.list_messages(tx, filters, before=before, limit=limit + 1)
    return page(found, limit, by=lambda message: message.message_id)


@router.get("/messages/counts", dependencies=[scope("notifier:read")])
async def get_message_counts(tx: Reading) -> MessageCounts:
    """How many messages are in each state, counted up to 10,000."""
    return await listing.count_messages(tx)


@router.get("/messages/{message_id}", dependencies=[scope("notifier:read")])
async def get_message(message_id: UUID, tx: Reading) -> MessageView:
    message = await listing.find_message(tx, message_id)
    if message is None:
        raise NotFound(f"there is no message {message_id}")
    return message


@router.post("/messages/{message_id}/resend", response_model=MessageView, dependencies=[scope("notifier:write")])
async def post_resend(message_id: UUID, once: Annotated[Once, Depends()]) -> Response:
    """A failed message is queued again, with all its attempts before it."""
    return await once(resend_message, ResendMessage(message_id=message_id))
