"""Orders are cancelled: from here on their slips are voided, their invoices credited and their stock restored."""

from collections.abc import Sequence
from datetime import datetime

from services.orders.order.events import order_cancelled, snapshot
from services.orders.order.model import Order
from services.orders.order.own_history import cancellation_entry
from services.orders.order.store import OrderWithContent, find_orders_with_content, save_orders
from shared.clock import now
from shared.refused import NotFound, Refused, StaleVersion
from shared.schemas.orders import CancelOrder
from shared.transaction import Tx, announce


async def cancel_orders(tx: Tx, commands: Sequence[CancelOrder]) -> list[OrderWithContent | Refused]:
    """Each command's order, or why it is refused. Cancelling a cancelled order again changes nothing."""
    orders = await find_orders_with_content(tx, {command.order_id for command in commands})

    at = now()
    cancelled: list[tuple[CancelOrder, OrderWithContent]] = []
    outcomes: list[OrderWithContent | Refused] = []
    for command in commands:
        try:
            before = orders.get(command.order_id)
            if before is None:
                raise NotFound(f"there is no order {command.order_id}")
            after = _cancel(before.order, command, at)
        except Refused as refusal:
            outcomes.append(refusal)
            continue
        if after is not before.order:
            orders[command.order_id] = before._replace(order=after)
            cancelled.append((command, orders[command.order_id]))
        outcomes.append(orders[command.order_id])

    entries = [cancellation_entry(order) for _, (order, _) in cancelled]
    await save_orders(tx, [order for _, (order, _) in cancelled], entries)
    for command, (order, ordered) in cancelled:
        announce(tx, order_cancelled(order, ordered, occurred_at=command.occurred_at, recorded_at=at), snapshot(order))
    return outcomes


def _cancel(order: Order, command: CancelOrder, at: datetime) -> Order:
    if not order.is_cancelled and command.expected_version not in (None, order.version):
        raise StaleVersion(
            f"order {order.number} is at version {order.version}, not {command.expected_version}",
            brief=f"order {order.number} is not at version {command.expected_version}",
        )
    at = order.when(command.occurred_at, at, ends_hold=True)
    return order.cancel(reason=command.reason, notify_customer=command.notify_customer, by=command.by, at=at)
