"""Quotes of an order of two lamps: copied, sent, and as the API shows them."""

from typing import Any

from tests.orders.ordering import placed
from tests.support.bodies import ZOE
from tests.support.service import ShopService, token

ANSWERS = "quotes:answer"


def wanted(**changes: Any) -> dict[str, Any]:
    """What PUT takes: two lamps at 11.00, until the end of 2026."""
    body: dict[str, Any] = {
        "language": "fr",
        "customer": ZOE,
        "lines": [{"sku": "LAMP", "quantity": 2, "unit_price": "11.00", "vat_rate": "20"}],
        "payment": {"method": "card"},
        "valid_until": "2099-12-31T23:59:59+01:00",
    }
    return body | changes


async def quote(shop: ShopService, **changes: Any) -> dict[str, Any]:
    """A draft that was written from nothing."""
    return await done(shop.post("/quotes", wanted(**changes) | {"currency": "EUR", "prices_include_vat": True}))


async def copied(shop: ShopService, body: dict[str, Any] | None = None) -> dict[str, Any]:
    order = await placed(shop, body)
    return await done(shop.post(f"/orders/{order.order_id}/duplicate"))


async def sent(shop: ShopService, **changes: Any) -> dict[str, Any]:
    draft = await quote(shop, **changes)
    return await done(shop.post(f"/quotes/{draft['quote_id']}/send", {"version": draft["version"]}))


async def seen(shop: ShopService, quote_id: str) -> dict[str, Any]:
    return await done(shop.http.get(f"/quotes/{quote_id}"))


def customer() -> dict[str, str]:
    """The headers of the page that a customer opens."""
    return {"Authorization": f"Bearer {token(ANSWERS, subject='customer')}"}


async def done(request: Any) -> dict[str, Any]:
    response = await request
    assert response.is_success, response.text
    answer: dict[str, Any] = response.json()
    return answer
