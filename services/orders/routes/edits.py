"""Editing orders over HTTP: what an edit would do, and doing it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.orders.editing.model import EditOrder, EditToMake
from services.orders.editing.schemas import EditPreview, EditStart, edit_preview, edit_start
from services.orders.order.schemas import OrderBrief, OrderView
from services.orders.routes.orders import BRIEF, Writer, with_notes
from services.orders.usecases.edit_order import edit_orders, find_plan, find_start
from shared.http import Caller, Idempotent, Reading, RequiredVersion, scope

router = APIRouter()
Reader = Annotated[Caller, scope("orders:read")]


@router.get("/orders/{order_id}/edit")
async def get_edit_start(order_id: UUID, caller: Reader, queries: Reading) -> EditStart:
    """What an edit starts from, and how much of each line has left and stays; refused where it may not be edited."""
    return edit_start(*await find_start(queries, order_id))


@router.post("/orders/{order_id}/edit-previews")
async def post_edit_preview(
    order_id: UUID,
    body: EditToMake,
    caller: Reader,
    queries: Reading,
    version: RequiredVersion,
) -> EditPreview:
    """What an edit would make of the order; nothing is changed. `If-Match` takes the version of the order you have
    read.
    """
    command = EditOrder(order_id=order_id, expected_version=version, edit=body, by=caller.subject)
    plan, _ = await find_plan(queries, command)
    return edit_preview(plan)


@router.post("/orders/{order_id}/edit", response_model=OrderView | OrderBrief)
async def post_edit(
    order_id: UUID, body: EditToMake, caller: Writer, once: Idempotent, version: RequiredVersion
) -> Response:
    """Change what is ordered: quantities, lines, prices, discounts and shipping; the number stays.

    `If-Match` takes the version of the order you have read; an older one is refused.
    """
    command = EditOrder(order_id=order_id, expected_version=version, edit=body, by=caller.subject)
    return await once.batched(edit_orders, command, answers=with_notes, brief=BRIEF)
