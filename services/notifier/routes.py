"""The notifier over HTTP: the message history, and sending a failed message again."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from services.notifier import store
from services.notifier.model import MessageState
from services.notifier.usecases.resend_message import ResendMessage, resend_message
from services.notifier.views import MessageSummary, MessageView
from shared.http import Once, Page, after_cursor, cursor, reading, scope
from shared.http.pages import BadCursor
from shared.postgres.tx import Tx
from shared.refused import NotFound

router = APIRouter(tags=["messages"])


@router.get("/messages", dependencies=[scope("notifier:read")])
async def get_messages(
    tx: Annotated[Tx, Depends(reading)],
    order_id: UUID | None = None,
    state: MessageState | None = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[MessageSummary]:
    """Newest first, without their contents."""
    before = _message_id(after_cursor(after, 1)[0]) if after else None
    found = await store.list_messages(tx, order_id=order_id, state=state, before=before, limit=limit + 1)
    messages, more = found[:limit], len(found) > limit
    return Page(items=messages, next=cursor(messages[-1].message_id) if more else None)


@router.get("/messages/{message_id}", dependencies=[scope("notifier:read")])
async def get_message(message_id: UUID, tx: Annotated[Tx, Depends(reading)]) -> MessageView:
    message = await store.find_message(tx, message_id)
    if message is None:
        raise NotFound(f"there is no message {message_id}")
    return message


@router.post("/messages/{message_id}/resend", response_model=MessageView, dependencies=[scope("notifier:write")])
async def post_resend(message_id: UUID, once: Annotated[Once, Depends()]) -> Response:
    """A failed message is queued again, with all its attempts before it."""
    return await once(resend_message, ResendMessage(message_id=message_id))


def _message_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise BadCursor("the cursor is not one that this list gave") from error
