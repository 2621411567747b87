"""Orders as a storefront sends them: two lamps at 12.50, 20 % VAT included, unless the test says otherwise."""

from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.schemas.orders import OrderPlaced, PlaceOrder
from tests.support.service import ShopService

NANTES = {"street": "3 rue du Port", "postal_code": "44000", "city": "Nantes", "country": "FR"}
ZOE = {
    "reference": "C-17",
    "name": "Zoé Martin",
    "email": "zoe@example.org",
    "phone": "+33 6 12 34 56 78",
    "billing_address": NANTES,
}
LAMP = {"title": "Desk lamp", "price": "12.50", "currency": "EUR", "price_includes_vat": True, "vat_rate": "20"}


def line(sku: str = "LAMP", quantity: int = 2, price: str = "12.50", total: str = "25.00", **more: Any) -> Any:
    return {"sku": sku, "quantity": quantity, "unit_price": price, "total": total, "vat_rate": "20", **more}


def totals(net: str, vat: str, gross: str) -> dict[str, str]:
    return {"net": net, "vat": vat, "gross": gross}


def order(**changes: Any) -> dict[str, Any]:
    """The body of POST /orders."""
    body: dict[str, Any] = {
        "currency": "EUR",
        "prices_include_vat": True,
        "customer": ZOE,
        "lines": [line()],
        "payment": {"method": "card"},
        "totals": totals("20.83", "4.17", "25.00"),
    }
    return body | changes


def course(**changes: Any) -> dict[str, Any]:
    """An order of which nothing is shipped."""
    lines = [line("COURSE", 1, "30.00", "30.00")]
    return order(lines=lines, totals=totals("25.00", "5.00", "30.00")) | changes


def picked_up(**changes: Any) -> dict[str, Any]:
    return order(shipping={"method": "Shop in Nantes", "kind": "pickup"}) | changes


def place(order_id: UUID | None = None, **changes: Any) -> PlaceOrder:
    """The command on the topic."""
    return PlaceOrder.model_validate({"order_id": order_id or uuid7(), **order(**changes)})


async def placed(shop: ShopService, body: dict[str, Any] | None = None) -> OrderPlaced:
    """An order that came in by the topic, as it was announced."""
    command = PlaceOrder.model_validate({"order_id": uuid7()} | (body or order()))
    await shop.deliver(command)
    (announced,) = [event for event in await shop.announced() if event.key == str(command.order_id)]
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
