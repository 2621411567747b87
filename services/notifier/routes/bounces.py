"""Mails that came back, over HTTP: whoever gets them hands them in, and staff say that an address takes mails again."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Response

from services.notifier.bounces.schemas import BounceTaken
from services.notifier.messages import store
from services.notifier.messages.schemas import MessageBrief, MessageView
from services.notifier.usecases.take_bounce import ClearAddress, TakeBounce, clear_address, take_bounce
from shared.http import Brief, Idempotent, each_as, scope

router = APIRouter(tags=["bounces"])


@router.post("/bounces", dependencies=[scope("notifier:write")], response_model=BounceTaken)
async def post_bounce(
    report: Annotated[bytes, Body(media_type="message/rfc822", description="the mail as it arrived")],
    once: Idempotent,
) -> Response:
    """A mail that arrived where bounces are sent to: a report, or whatever else somebody wrote there."""
    return await once(take_bounce, TakeBounce(report), answers=each_as(BounceTaken.of))


@router.post(
    "/messages/{message_id}/clear-address",
    response_model=MessageView | MessageBrief,
    dependencies=[scope("notifier:write")],
)
async def post_clear_address(message_id: UUID, once: Idempotent) -> Response:
    """The address of this message takes mails again, as far as staff know."""
    return await once(
        clear_address,
        ClearAddress(message_id=message_id),
        order_of=lambda queries: store.find_order_id(queries, message_id),
        answers=each_as(MessageView.model_validate),
        brief=Brief("notifier:read", MessageBrief),
    )
