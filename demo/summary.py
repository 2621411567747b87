"""What was filled, in three lines."""

from collections import Counter
from collections.abc import Sequence

from demo.catalogue import CATALOGUE
from demo.order_times import WEEKS
from demo.orders import DemoOrder
from demo.shop import Shop
from demo.staff import STAFF
from demo.wait_for import shown_orders
from shared.schemas.order_status import Status


async def summary(shop: Shop, plan: Sequence[DemoOrder]) -> list[str]:
    customers = {order.command.customer.reference for order in plan}
    statuses = Counter(one.ending.status for one in (await shown_orders(shop)).values())
    completed = statuses[Status.COMPLETED_SHIPPED] + statuses[Status.COMPLETED_PICKED_UP] + statuses[Status.COMPLETED]
    pickup = statuses[Status.AWAITING_PICKUP] + statuses[Status.READY_FOR_PICKUP]
    messages = await shop.get("notifier", "/messages/counts")
    return [
        f"demo: {len(CATALOGUE)} products, {len(plan)} orders of {len(customers)} customers over {WEEKS} weeks,"
        f" {len(STAFF)} members of staff",
        f"demo: {completed} completed, {statuses[Status.AWAITING_SHIPMENT]} to ship, {pickup} to be picked up,"
        f" {statuses[Status.AWAITING_PAYMENT]} to pay, {statuses[Status.ON_HOLD]} on hold,"
        f" {statuses[Status.CANCELLED]} cancelled",
        f"demo: {messages['sent']} messages in the mailbox, {messages['failed']} failed for a mistyped address",
    ]
