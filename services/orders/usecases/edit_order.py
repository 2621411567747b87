"""Staff change what is ordered; billing, fulfilment and the customer follow."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.orders.editing.model import EditOrder
from services.orders.editing.open_edit_store import delete_open_edit
from services.orders.editing.plan import PlannedEdit, plan_edit
from services.orders.editing.start import left_of_start, start_of
from services.orders.editing.store import find_last_line_no, insert_edit, update_content
from services.orders.order.content import OrderContent, Ordered
from services.orders.order.events import order_edited, snapshot
from services.orders.order.model import Order
from services.orders.order.own_history import edit_entry
from services.orders.order.phones import e164_of_customer
from services.orders.order.store import OrderWithContent, find_orders_with_content, save_orders
from services.orders.products.store import find_products
from services.orders.settings import ShopSettings
from shared.clock import now
from shared.refused import NotFound, Refused
from shared.schemas.orders import OrderEdited
from shared.stored_settings import get_settings
from shared.transaction import Queries, Tx, announce


async def find_start(queries: Queries, order_id: UUID) -> tuple[Order, OrderContent, Mapping[int, int]]:
    """What an edit starts from, and units by line that have left. Raises NotFound, and why it may not be."""
    order, ordered = await _find(queries, order_id)
    if refusal := order.refusal_of("edit"):
        raise refusal
    return order, start_of(order, ordered.content), left_of_start(order, ordered.content)


async def _find(queries: Queries, order_id: UUID) -> OrderWithContent:
    found = (await find_orders_with_content(queries, [order_id])).get(order_id)
    if found is None:
        raise NotFound(f"there is no order {order_id}")
    return found


async def find_plan(queries: Queries, command: EditOrder) -> tuple[PlannedEdit, Ordered]:
    """Writes nothing. Raises NotFound and what `plan_edit` refuses."""
    found = await _find(queries, command.order_id)
    of_order = {line.sku for line in found.ordered.content.lines}
    products = await find_products(queries, of_order | {line.sku for line in command.edit.lines if line.sku})
    plan = plan_edit(
        found.order,
        found.ordered,
        command,
        products,
        await get_settings(queries, ShopSettings),
        last_line_no=await find_last_line_no(queries, command.order_id),
        at=now(),
    )
    return plan, found.ordered._replace(content=plan.content)


def announced_edit(plan: PlannedEdit, ordered: Ordered, command: EditOrder, *, at: datetime) -> OrderEdited:
    """`ordered` is as it is after the edit."""
    return order_edited(
        plan.order,
        ordered,
        plan.changes,
        gross_before=plan.start.totals.gross,
        reason=command.edit.reason,
        notify_customer=command.edit.notify_customer,
        at=at,
        by=command.by,
    )


async def edit_orders(tx: Tx, commands: Sequence[EditOrder]) -> list[OrderWithContent | Refused]:
    """Each command's order, or why it is refused."""
    outcomes = list[OrderWithContent | Refused]()
    for command in commands:
        try:
            outcomes.append(await edit_order(tx, command))
        except Refused as refusal:  # raised before anything was written
            outcomes.append(refusal)
    return outcomes


async def edit_order(tx: Tx, command: EditOrder) -> OrderWithContent:
    """Raises what planning it raises."""
    plan, ordered = await find_plan(tx, command)
    at, edit, order = now(), command.edit, plan.order
    event = announced_edit(plan, ordered, command, at=at)
    await insert_edit(
        tx,
        order,
        plan.content_before,
        gross_before=event.gross_before,
        last_line_no=plan.last_line_no,
        reason=edit.reason,
        notify_customer=edit.notify_customer,
        at=at,
        by=command.by,
    )
    await delete_open_edit(tx, order.order_id, by=command.by)
    await update_content(tx, order, ordered, e164_of_customer(ordered.customer))
    await save_orders(tx, [order], [edit_entry(event, plan.content_before)])
    announce(tx, event, snapshot(order))
    return OrderWithContent(order, ordered)
