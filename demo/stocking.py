"""The demo shop's products are put on sale, and their goods on the shelves: as many as its orders take, and some."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from demo.catalogue import BY_SKU, CATALOGUE, COUNTED
from demo.orders import CURRENCY, DemoOrder
from demo.scenarios import Basket
from demo.shop import Shop
from demo.staff import MANAGER, WAREHOUSE, WAREHOUSE_EN


async def put_on_sale(shop: Shop, *, before: DemoOrder) -> None:
    """Two days before the first order."""
    assert before.command.placed_at
    at = (before.command.placed_at - timedelta(days=2)).isoformat()
    products = [
        {
            "sku": product.sku,
            "title": product.title,
            "price": str(product.price),
            "currency": CURRENCY,
            "price_includes_vat": True,
            "vat_rate": str(product.vat_rate),
            "ships": product.ships,
        }
        for product in CATALOGUE
    ]
    thresholds = {product.sku: product.threshold for product in CATALOGUE if product.left is not None}
    await asyncio.gather(
        shop.post("orders", "/products", {"products": products, "occurred_at": at}, by=MANAGER),
        *(
            shop.put("fulfilment", f"/stock/{sku}", {"low_stock_threshold": threshold, "location": place}, by=WAREHOUSE)
            for (sku, threshold), place in zip(thresholds.items(), _places(), strict=False)
        ),
    )


def _places() -> Iterator[str]:
    """Along the shelves: A-1 to A-8, then the next."""
    for shelf in "ABCDEFGH":
        yield from (f"{shelf}-{place}" for place in range(1, 9))


async def open_the_shelves(shop: Shop, orders: Iterable[DemoOrder], *, before: DemoOrder) -> None:
    """With what these orders take, and half of what is left in the end; the day before the first order."""
    assert before.command.placed_at
    at = before.command.placed_at - timedelta(days=1)
    await _receive(shop, _taken(orders) + _halves()[0], "Stock d’ouverture", "BL-4417", occurred_at=at)


async def restock(shop: Shop, orders: Iterable[DemoOrder], *, at: datetime) -> None:
    """With what these orders take, but for what they are to wait for, and the other half."""
    await _receive(shop, _taken(orders) + _halves()[1], "Réassort", "BL-4583", occurred_at=at)


async def count_the_shelves(shop: Shop) -> None:
    for sku, quantity, reason in COUNTED:
        body = {"quantity": quantity, "reason": reason}
        await shop.post("fulfilment", f"/stock/{sku}/adjustments", body, by=WAREHOUSE_EN)


async def _receive(shop: Shop, units: Counter[str], reason: str, reference: str, *, occurred_at: datetime) -> None:
    lines = [{"sku": sku, "quantity": quantity} for sku, quantity in sorted(units.items()) if quantity]
    body = {"lines": lines, "reason": reason, "reference": reference, "occurred_at": occurred_at.isoformat()}
    await shop.post("fulfilment", "/stock/receipts", body, by=WAREHOUSE)


def _taken(orders: Iterable[DemoOrder]) -> Counter[str]:
    units: Counter[str] = Counter()
    for order in orders:
        for line in order.command.lines:
            product = BY_SKU[line.sku]
            waits = order.scenario.basket is Basket.MISSING and product.is_sold_out
            if product.left is not None and not waits:
                units[line.sku] += line.quantity
    return units


def _halves() -> tuple[Counter[str], Counter[str]]:
    """What is left in the end and what was lost by then, in two parts."""
    left = Counter({product.sku: product.left for product in CATALOGUE if product.left})
    left.subtract({sku: quantity for sku, quantity, _ in COUNTED})
    first = Counter({sku: units // 2 for sku, units in left.items()})
    return first, left - first
