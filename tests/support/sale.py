"""A small shop's assortment, and orders for it as a storefront sends them."""

from typing import Any
from uuid import UUID

from shared.schemas.orders import CancelOrder, PlaceOrder
from tests.support import bodies
from tests.support.bodies import line, totals
from tests.support.shop import Shop

LAMP = {
    "sku": "LAMP",
    "title": "Lampe de bureau",
    "price": "12.50",
    "currency": "EUR",
    "price_includes_vat": True,
    "vat_rate": "20",
    "ships": True,
}
BOOK = {**LAMP, "sku": "BOOK", "title": "Le Grand Meaulnes", "price": "8.40", "vat_rate": "5.5"}


async def open_shop(shop: Shop, *, stock: int = 1_000_000) -> None:
    """The lamp and the book are sold, with this many of each on the shelf."""
    saved = await shop.post("orders", "/products", {"products": [LAMP, BOOK]})
    assert saved.status_code == 200, saved.text
    lines = [{"sku": "LAMP", "quantity": stock}, {"sku": "BOOK", "quantity": stock}]
    received = await shop.post("fulfilment", "/stock/receipts", {"lines": lines, "reason": "opening stock"})
    assert received.status_code in (200, 201), received.text


def order(**changes: Any) -> dict[str, Any]:
    """Two lamps and a book with postage, 38.30 in all."""
    body = bodies.order(
        language="fr",
        lines=[line(), line("BOOK", 1, "8.40", "8.40", vat_rate="5.5")],
        shipping={"method": "Colissimo", "price": "4.90", "vat_rate": "20"},
        # 29.90 at 20 %: VAT 4.98; 8.40 at 5.5 %: VAT 0.44
        totals=totals("32.88", "5.42", "38.30"),
    )
    return body | changes


async def place(shop: Shop, *, key: str | None = None, **changes: Any) -> dict[str, Any]:
    answer = await shop.post("orders", "/orders", order(**changes), key=key)
    assert answer.status_code == 201, answer.text
    placed: dict[str, Any] = answer.json()
    return placed


def place_command(order_id: UUID | None = None, **changes: Any) -> PlaceOrder:
    return bodies.command(order_id, **order(**changes))


def cancel_command(order_id: UUID) -> CancelOrder:
    return CancelOrder(order_id=order_id, reason="changed her mind", notify_customer=True)
