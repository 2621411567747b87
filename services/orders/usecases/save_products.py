"""The shop's products are created and changed; orders already placed keep what they were placed with."""

from collections.abc import Sequence

from services.orders.products import store
from services.orders.products.model import Product, Saved
from shared.refused import StaleVersion
from shared.transaction import Tx


async def save_products(tx: Tx, products: Sequence[Product]) -> Saved:
    """Of one SKU given twice, the last counts."""
    last_of_each = {product.sku: product for product in products}
    return await store.save_products(tx, list(last_of_each.values()))


async def save_product(tx: Tx, product: Product, expected_version: int | None) -> Product:
    """Refused where somebody else has changed it since the caller read the expected version."""
    before = await store.lock_product(tx, product.sku)
    if expected_version is not None and (before is None or before.version != expected_version):
        current = f"at version {before.version}" if before else "not there"
        raise StaleVersion(f"product {product.sku} is {current}, not at version {expected_version}")
    await store.save_products(tx, [product])
    saved = await store.find_product(tx, product.sku)
    assert saved
    return saved
