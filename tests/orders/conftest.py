"""The orders service with a few products on sale."""

from collections.abc import AsyncIterator

import pytest

from services.orders.app import service
from services.orders.products.schemas import ProductInBulk, product_of
from services.orders.products.store import save_products
from shared.clock import now
from shared.transaction import Database
from tests.support.service import ShopService, database_of, on_empty

orders_database = database_of(service)

PRODUCTS = [
    {"sku": "LAMP", "title": "Desk lamp", "price": "12.50", "vat_rate": "20"},
    {"sku": "BOOK", "title": "Novel", "price": "10.00", "vat_rate": "5.5"},
    {"sku": "COURSE", "title": "Video course", "price": "30.00", "vat_rate": "20", "ships": False},
    {"sku": "DESK", "title": "Desk", "price": "42.00", "price_includes_vat": False, "vat_rate": "5"},
    {"sku": "KIMONO", "title": "Kimono", "price": "5000", "currency": "JPY", "vat_rate": "10"},
    {"sku": "SWORD", "title": "Sword", "price": "12.345", "currency": "KWD", "vat_rate": "5"},
]
OPEN = {"sku": "MADE-TO-MEASURE", "title": "Made to measure", "vat_rate": "20"}


@pytest.fixture
async def shop(_orders_database: Database) -> AsyncIterator[ShopService]:
    priced = [ProductInBulk.model_validate({"currency": "EUR", "price_includes_vat": True} | one) for one in PRODUCTS]
    async with on_empty(service, _orders_database) as orders:
        async with orders.transaction() as tx:
            await save_products(
                tx,
                [product_of(one, one.sku) for one in [*priced, ProductInBulk.model_validate(OPEN)]],
                by="merchant",
                at=now(),
            )
        yield orders
