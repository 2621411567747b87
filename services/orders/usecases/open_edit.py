"""Somebody opens an order to edit it, or works on: whoever opens it then is told."""

from uuid import UUID

from services.orders.editing.open_edit import OpenEdit, opened
from services.orders.editing.open_edit_store import delete_open_edit, find_open_edit, save_open_edit
from services.orders.order.store import get_order
from shared.clock import now
from shared.transaction import Tx


async def open_edit(tx: Tx, order_id: UUID, *, by: str, take_over: bool) -> OpenEdit:
    """Theirs from now on, or that of somebody else which is not over. Its order is locked.

    Raises NotFound, and why the order may not be edited.
    """
    order, at = await get_order(tx, order_id), now()
    if refusal := order.refusal_of("edit"):
        raise refusal
    edit = opened(await find_open_edit(tx, order_id, at=at), by=by, at=at, take_over=take_over)
    if edit.by == by:
        await save_open_edit(tx, order_id, edit)
    return edit


async def leave_edit(tx: Tx, order_id: UUID, *, by: str) -> None:
    """Raises NotFound."""
    await get_order(tx, order_id)
    await delete_open_edit(tx, order_id, by=by)
