"""Orders of two lamps, unless the test says otherwise: placed, seen, and what was done with them."""

from typing import Any
from uuid import UUID

from shared.schemas.orders import OrderPlaced, PlaceOrder
from tests.support.bodies import command, line, order, totals
from tests.support.service import ShopService

LAMP = {"title": "Desk lamp", "price": "12.50", "currency": "EUR", "price_includes_vat": True, "vat_rate": "20"}


def course(**changes: Any) -> dict[str, Any]:
    """An order of which nothing is shipped."""
    lines = [line("COURSE", 1, "30.00", "30.00")]
    return order(lines=lines, totals=totals("25.00", "5.00", "30.00")) | changes


def picked_up(**changes: Any) -> dict[str, Any]:
    return order(shipping={"method": "Shop in Nantes", "kind": "pickup"}) | changes


def place(order_id: UUID | None = None, **changes: Any) -> PlaceOrder:
    """The command on the topic."""
    return command(order_id, **order(**changes))


async def placed(shop: ShopService, body: dict[str, Any] | None = None) -> OrderPlaced:
    """An order that came in by the topic, as it was announced."""
    sent = command(**(body or order()))
    await shop.deliver(sent)
    (announced,) = [event for event in await shop.announced() if event.key == str(sent.order_id)]
    assert isinstance(announced, OrderPlaced)
    return announced


async def seen(shop: ShopService, order_id: UUID) -> dict[str, Any]:
    """The order as the API shows it."""
    response = await shop.http.get(f"/orders/{order_id}")
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def history(shop: ShopService, order_id: UUID) -> list[tuple[str, str]]:
    """Who did what, oldest first."""
    response = await shop.http.get(f"/orders/{order_id}/history")
    return [(entry["by"], entry["action"]) for entry in response.json()["items"]]
