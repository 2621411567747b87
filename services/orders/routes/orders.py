"""Orders over HTTP: placing, reading, holding, resuming and cancelling them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from uuid_utils.compat import uuid7

from services.orders.notes.store import find_notes
from services.orders.order.list_history import Moment, list_history
from services.orders.order.model import Order
from services.orders.order.phones import e164_of_customer
from services.orders.order.schemas import (
    CancelReason,
    HistoryEntry,
    HoldReason,
    NewOrder,
    OrderBrief,
    OrderView,
    PlacedView,
    Resumption,
    history_entry,
    order_view,
)
from services.orders.order.store import OrderWithContent, get_order
from services.orders.order.whole_orders import WholeOrder, find_whole_orders
from services.orders.statuses.settings import ProcessSettings
from services.orders.usecases.cancel_orders import cancel_orders
from services.orders.usecases.hold_order import hold_order
from services.orders.usecases.place_orders import place_orders
from services.orders.usecases.resume_order import resume_order
from shared.http import Brief, Caller, ExpectedVersion, Idempotent, Page, Paging, Reading, etag, paged_by, scope
from shared.http.imports import refuse_antedated, told_by_import
from shared.refused import NotFound
from shared.schemas.orders import CancelOrder, HoldOrder, PlaceOrder, ResumeOrder
from shared.scopes import FOLLOW
from shared.stored import Unreadable
from shared.stored_settings import get_settings
from shared.transaction import Tx

router = APIRouter()

Reader = Annotated[Caller, scope("orders:read")]
Follower = Annotated[Caller, scope("orders:read", or_else=FOLLOW)]
Writer = Annotated[Caller, scope("orders:write")]
Placer = Annotated[Caller, scope("orders:place")]

PLACED = Brief("orders:read", PlacedView)
BRIEF = Brief("orders:read", OrderBrief)


@router.post("/orders", status_code=201, response_model=OrderView | PlacedView)
async def post_order(body: NewOrder, caller: Placer, once: Idempotent) -> Response:
    """Place an order. Where `order_id` is given, the same order sent again is answered and not placed again.

    Who may not read orders is answered with its number and totals alone.
    """
    told_by_import(caller, body)
    refuse_antedated(caller, body.placed_at)
    sent = dict(body)
    command = PlaceOrder.model_construct(  # the body was validated by the same rules
        order_id=sent.pop("order_id") or uuid7(), by=caller.subject, **sent
    )
    response = await once.batched(place_orders, command, answers=with_notes, brief=PLACED)
    if response.status_code == 201:
        order_id = body.order_id or PlacedView.model_validate_json(bytes(response.body)).order_id
        response.headers["Location"] = f"/orders/{order_id}"
    return response


@router.get("/orders/{order_id}")
async def get_one_order(order_id: UUID, caller: Follower, queries: Reading, response: Response) -> OrderView:
    whole = (await find_whole_orders(queries, [order_id])).get(order_id)
    if whole is None:
        raise NotFound(f"there is no order {order_id}")
    response.headers["ETag"] = etag(whole.order.version)
    return order_view(whole)


@router.get("/orders/{order_id}/history")
async def get_history(
    order_id: UUID,
    caller: Reader,
    queries: Reading,
    paging: Annotated[Paging[tuple[datetime, int]], paged_by(datetime, int, limit=200)],
) -> Page[HistoryEntry]:
    """What was done on the order, in the order in which it happened, oldest first."""
    await get_order(queries, order_id)
    last = Moment(*paging.after) if paging.after else None
    found = await list_history(queries, order_id, after=last, limit=paging.fetch)
    entries = [one if isinstance(one, Unreadable) else history_entry(one) for one in found]
    return paging.page(entries, by=lambda entry: (entry.at, entry.id))


@router.post("/orders/{order_id}/hold", response_model=OrderView | OrderBrief)
async def post_hold(order_id: UUID, body: HoldReason, caller: Writer, once: Idempotent) -> Response:
    """Pause an order: no invoice and no slip until it is resumed."""
    command = HoldOrder(
        order_id=order_id, reason=body.reason, occurred_at=told_by_import(caller, body), by=caller.subject
    )
    return await once(hold_order, command, answers=order_views, brief=BRIEF)


@router.post("/orders/{order_id}/resume", response_model=OrderView | OrderBrief)
async def post_resume(order_id: UUID, caller: Writer, once: Idempotent, body: Resumption | None = None) -> Response:
    command = ResumeOrder(order_id=order_id, occurred_at=told_by_import(caller, body), by=caller.subject)
    return await once(resume_order, command, answers=order_views, brief=BRIEF)


@router.post("/orders/{order_id}/cancel", response_model=OrderView | OrderBrief)
async def post_cancel(
    order_id: UUID, body: CancelReason, caller: Writer, once: Idempotent, version: ExpectedVersion
) -> Response:
    """Call an order off; refused once anything has left. `cancellation` in the answer tells how far it is."""
    command = CancelOrder(
        order_id=order_id,
        reason=body.reason,
        notify_customer=body.notify_customer,
        expected_version=version,
        occurred_at=told_by_import(caller, body),
        by=caller.subject,
    )
    return await once.batched(cancel_orders, command, answers=with_notes, brief=BRIEF)


async def with_notes(tx: Tx, orders: Sequence[OrderWithContent]) -> list[OrderView]:
    notes = await find_notes(tx, {order.order_id for order, _ in orders})
    shown = (await get_settings(tx, ProcessSettings)).shown
    return [
        order_view(
            WholeOrder(
                order,
                ordered,
                notes.get(order.order_id),
                e164_of_customer(ordered.customer),
                shown(order.custom_status),
            )
        )
        for order, ordered in orders
    ]


async def order_views(tx: Tx, orders: Sequence[Order]) -> list[OrderView]:
    whole = await find_whole_orders(tx, {order.order_id for order in orders})
    return [order_view(whole[order.order_id]) for order in orders]
