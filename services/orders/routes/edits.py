"""Editing orders over HTTP: who has one open, what an edit would do, and doing it."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.orders.editing.model import EditOrder, EditToMake
from services.orders.editing.open_edit_store import find_open_edit
from services.orders.editing.schemas import (
    EditPreview,
    EditStart,
    EditToOpen,
    OpenEditOfOrder,
    edit_preview,
    edit_start,
    open_edit_of_order,
)
from services.orders.order.schemas import OrderBrief, OrderView
from services.orders.order.store import get_order
from services.orders.routes.orders import BRIEF, Reader, Writer, with_notes
from services.orders.usecases.edit_order import announced_edit, edit_orders, find_plan, find_start
from services.orders.usecases.open_edit import leave_edit, open_edit
from shared.clock import now
from shared.http import Idempotent, Reading, RequiredVersion, Writing

router = APIRouter()


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
    plan, ordered = await find_plan(queries, command)
    return edit_preview(plan, announced_edit(plan, ordered, command, at=now()))


@router.post("/orders/{order_id}/edit", response_model=OrderView | OrderBrief)
async def post_edit(
    order_id: UUID, body: EditToMake, caller: Writer, once: Idempotent, version: RequiredVersion
) -> Response:
    """Change what is ordered: quantities, lines, prices, discounts and shipping; the number stays.

    `If-Match` takes the version of the order you have read; an older one is refused.
    """
    command = EditOrder(order_id=order_id, expected_version=version, edit=body, by=caller.subject)
    return await once.batched(edit_orders, command, answers=with_notes, brief=BRIEF)


@router.get("/orders/{order_id}/open-edit")
async def get_open_edit(order_id: UUID, caller: Reader, queries: Reading) -> OpenEditOfOrder:
    """Who has the order open to edit it."""
    await get_order(queries, order_id)
    return open_edit_of_order(order_id, await find_open_edit(queries, order_id, at=now()))


@router.put("/orders/{order_id}/open-edit")
async def put_open_edit(order_id: UUID, body: EditToOpen, caller: Writer, database: Writing) -> OpenEditOfOrder:
    """Open the order to edit it, or work on: others are told. Where another has it open, theirs is answered."""
    async with database.transaction(locking=[order_id]) as tx:
        edit = await open_edit(tx, order_id, by=caller.subject, take_over=body.take_over)
    return open_edit_of_order(order_id, edit)


@router.delete("/orders/{order_id}/open-edit")
async def delete_open_edit(order_id: UUID, caller: Writer, database: Writing) -> OpenEditOfOrder:
    """Leave it without an edit; what somebody else has open stays."""
    async with database.transaction(locking=[order_id]) as tx:
        await leave_edit(tx, order_id, by=caller.subject)
        edit = await find_open_edit(tx, order_id, at=now())
    return open_edit_of_order(order_id, edit)
