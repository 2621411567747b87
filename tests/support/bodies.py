"""The body of POST /orders, which PlaceOrder has too, and its parts, as a storefront sends them."""

from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.schemas.orders import PlaceOrder

NANTES = {"street": "3 rue du Port", "postal_code": "44000", "city": "Nantes", "country": "FR"}
ZOE: dict[str, Any] = {
    "reference": "C-17",
    "name": "Zoé Martin",
    "email": "zoe@example.org",
    "phone": "+33 6 12 34 56 78",
    "billing_address": NANTES,
}


def line(sku: str = "LAMP", quantity: int = 2, price: str = "12.50", total: str = "25.00", **more: Any) -> Any:
    return {"sku": sku, "quantity": quantity, "unit_price": price, "total": total, "vat_rate": "20", **more}


def totals(net: str, vat: str, gross: str) -> dict[str, str]:
    return {"net": net, "vat": vat, "gross": gross}


def order(**changes: Any) -> dict[str, Any]:
    """Two lamps at 12.50 with 20 % VAT included, unless the test says otherwise."""
    body: dict[str, Any] = {
        "currency": "EUR",
        "prices_include_vat": True,
        "customer": ZOE,
        "lines": [line()],
        "payment": {"method": "card"},
        "totals": totals("20.83", "4.17", "25.00"),
    }
    return body | changes


def command(order_id: UUID | None = None, **body: Any) -> PlaceOrder:
    """The same on the topic."""
    return PlaceOrder.model_validate({"order_id": order_id or uuid7(), **body})
