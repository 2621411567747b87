"""Messages to customers: what was sent to whom and when, what was not and why."""

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.pages.messages.actions import MESSAGE_ACTIONS
from services.backoffice.web.actions import content_or_none
from services.backoffice.web.sandboxed_html import sandboxed
from services.backoffice.web.service_clients import Json, together
from services.backoffice.web.visit import SignedIn, Visit

router = APIRouter()

State = Literal["", "queued", "sent", "bounced", "failed", "not_sent"]
"""Those that came back were sent."""


@router.get("/messages")
async def get_messages_page(
    visit: SignedIn, q: str = "", state: State = "", order_id: UUID | None = None, after: str | None = None
) -> Response:
    """All of them, or those of an order; of those that failed or came back, what nobody has sent again."""
    asked: dict[str, Any] = {"q": q.strip() or None, "order_id": order_id, "after": after}
    if state == "bounced":
        asked["bounced"] = True
    elif state:
        asked["state"] = state
    if state in ("failed", "bounced"):
        asked["sent_again"] = False
    areas = await together(
        messages=visit.services.area("notifier", "/messages", **asked),
        counts=content_or_none(visit, "notifier", "/messages/counts"),
        order=_order(visit, order_id),
    )
    return visit.page("messages/messages.html", q=q, state=state, order_id=order_id, after=after, **areas)


@router.get("/messages/{message_id}")
async def get_message_page(message_id: UUID, visit: SignedIn) -> Response:
    message = await visit.services.area("notifier", f"/messages/{message_id}")
    message.raise_if_unknown()
    shown = message.content
    again = await _copies(visit, shown) if shown else []
    waits = shown is not None and shown["state"] == "queued"
    counts = await content_or_none(visit, "notifier", "/messages/counts") if waits else None
    return visit.page(
        "messages/message.html",
        message_id=message_id,
        message=message,
        again=again,
        counts=counts,
        actions=MESSAGE_ACTIONS,
    )


@router.get("/messages/{message_id}/html")
async def get_html(message_id: UUID, visit: SignedIn) -> Response:
    """What is shown in the frame of the message's page."""
    return sandboxed((await visit.services.get("notifier", f"/messages/{message_id}"))["html"])


async def _copies(visit: Visit, message: Json) -> list[Json]:
    """By which it was sent again, newest first."""
    if not message["order_id"]:
        return []
    asked = {"order_id": message["order_id"], "kind": message["kind"], "resend_of": message["message_id"]}
    found = await content_or_none(visit, "notifier", "/messages", **asked)
    return list(found["items"]) if found else []


async def _order(visit: Visit, order_id: UUID | None) -> Json | None:
    return await content_or_none(visit, "orders", f"/orders/{order_id}") if order_id else None
