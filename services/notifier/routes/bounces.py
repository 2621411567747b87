"""Mails that came back, over HTTP: whoever gets them hands them in, and staff say that an address takes mails again."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response

from services.notifier.bounces.model import read_bounce
from services.notifier.bounces.schemas import MOST_ASKED, BounceTaken, UndeliverableAddresses, UndeliverableView
from services.notifier.bounces.store import list_undeliverable
from services.notifier.messages import store
from services.notifier.messages.schemas import MessageBrief, MessageView
from services.notifier.usecases.take_bounce import ClearAddress, TakeBounce, clear_address, take_bounce
from shared.http import Brief, Caller, Idempotent, Reading, each_as, scope
from shared.schemas.values import Line

router = APIRouter(tags=["bounces"])


@router.post("/bounces", dependencies=[scope("notifier:write")], response_model=BounceTaken)
async def post_bounce(
    report: Annotated[bytes, Body(media_type="message/rfc822", description="the mail as it arrived")],
    once: Idempotent,
) -> Response:
    """A mail that arrived where bounces are sent to: a report, or whatever else somebody wrote there."""
    bounce = read_bounce(report)
    return await once(
        take_bounce,
        TakeBounce(bounce),
        order_of=(lambda queries: store.find_order_id(queries, bounce.message_id)) if bounce else None,
        answers=each_as(BounceTaken.of),
    )


@router.get("/undeliverable", dependencies=[scope("notifier:read")])
async def get_undeliverable(
    queries: Reading, addresses: Annotated[tuple[Line, ...], Query(alias="address", max_length=MOST_ASKED)] = ()
) -> UndeliverableAddresses:
    """Which of these e-mail addresses take no mail, as far as mails that came back have shown."""
    found = await list_undeliverable(queries, addresses)
    return UndeliverableAddresses(items=[UndeliverableView.model_validate(one) for one in found])


@router.post(
    "/messages/{message_id}/clear-address",
    response_model=MessageView | MessageBrief,
)
async def post_clear_address(
    message_id: UUID, caller: Annotated[Caller, scope("notifier:write")], once: Idempotent
) -> Response:
    """The address of this message takes mails again, as far as staff know."""
    return await once(
        clear_address,
        ClearAddress(message_id=message_id, by=caller.subject),
        order_of=lambda queries: store.find_order_id(queries, message_id),
        answers=each_as(MessageView.model_validate),
        brief=Brief("notifier:read", MessageBrief),
    )
