"""What is waited for while the demo shop is filled, as the services tell it."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from demo.orders import DemoOrder
from demo.scenarios import Basket, Ending
from demo.shop import Shop, until
from shared.schemas.order_status import Hold, PaymentState, ShipmentStatus, Status
from shared.scopes import SERVICES


class Shown(NamedTuple):
    """An order in the list."""

    number: str
    ending: Ending


async def documents_made(shop: Shop, orders: Sequence[DemoOrder]) -> dict[str, str]:
    """Wait until these orders have their invoices and slips; their shipments by order."""
    to_invoice = {str(one.command.order_id) for one in orders if not one.scenario.placed_on_hold}
    to_pack = {str(one.command.order_id) for one in orders if _needs_slip(one)}
    shipments: dict[str, str] = {}

    async def packed() -> bool:
        found = {one["order_id"]: one["shipment_id"] async for one in shop.pages("fulfilment", "/shipments")}
        shipments.update(found)
        return to_pack <= found.keys()

    async def invoiced() -> bool:
        return to_invoice <= {one["order_id"] async for one in shop.pages("billing", "/invoices")}

    await asyncio.gather(until(packed, "every order has its slip"), until(invoiced, "every order has its invoice"))
    return shipments


async def shown_orders(shop: Shop) -> dict[str, Shown]:
    """By id."""
    return {
        one["order_id"]: Shown(
            one["number"],
            Ending(
                Status(one["status"]),
                PaymentState(one["payment_state"]),
                ShipmentStatus(one["shipment_status"]),
                # A cancelled order may keep its hold, which no longer matters.
                Hold.NONE if one["status"] == Status.CANCELLED else Hold(one["hold"]),
            ),
        )
        async for one in shop.pages("orders", "/orders")
    }


async def nothing_under_way(shop: Shop) -> bool:
    """Cancellations are settled, mails are out or given up, and no service has anything to read or to tell."""
    counts, messages, *statuses = await asyncio.gather(
        shop.get("orders", "/orders/counts"),
        shop.get("notifier", "/messages/counts"),
        *(shop.get(service, "/operations/status") for service in SERVICES),
    )
    quiet = all(status["lag"] == 0 and status["outbox"] == 0 for status in statuses)
    return quiet and not counts["unsettled_cancellations"] and not messages["queued"]


def _needs_slip(order: DemoOrder) -> bool:
    return not order.scenario.placed_on_hold and order.scenario.basket is not Basket.DIGITAL
