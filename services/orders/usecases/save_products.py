"""The shop's products are created and changed; orders already placed keep what they were placed with."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from services.orders.products import store
from services.orders.products.model import Product, Saved
from shared.clock import now
from shared.refused import StaleVersion
from shared.transaction import Tx


class SaveProducts(NamedTuple):
    """Of one SKU given twice, the last counts. `occurred_at` is since when, where that is brought over."""

    products: Sequence[Product]
    by: str
    occurred_at: datetime | None = None


async def save_products(tx: Tx, command: SaveProducts) -> Saved:
    last_of_each = {product.sku: product for product in command.products}
    return await store.save_products(tx, list(last_of_each.values()), by=command.by, at=command.occurred_at or now())


async def save_product(tx: Tx, product: Product, expected_version: int | None, *, by: str) -> Product:
    """Refused where somebody else has changed it since the caller read the expected version, 0 of one not there."""
    before = await store.lock_product(tx, product.sku)
    if expected_version not in (None, before.version if before else 0):
        current = f"at version {before.version}" if before else "not there"
        raise StaleVersion(
            f"product {product.sku} is {current}, not at version {expected_version}",
            brief=f"product {product.sku} is not at version {expected_version}",
        )
    await store.save_products(tx, [product], by=by, at=now())
    saved = await store.find_product(tx, product.sku)
    assert saved
    return saved
