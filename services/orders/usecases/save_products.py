"""The shop's products are created and changed; orders already placed keep what they were placed with."""

from services.orders.products import find_product, lock_product, upsert_products
from services.orders.views import ProductInBulk, ProductsSaved, ProductsToSave, ProductView
from shared.refused import StaleVersion
from shared.transaction import Tx


async def save_products(tx: Tx, products: ProductsToSave) -> ProductsSaved:
    last_of_each = {product.sku: product for product in products.products}
    return await upsert_products(tx, list(last_of_each.values()))


async def save_product(tx: Tx, product: ProductInBulk, expected_version: int | None) -> ProductView:
    """Refused where somebody else has changed it since the caller read the expected version."""
    before = await lock_product(tx, product.sku)
    if expected_version is not None and (before is None or before.version != expected_version):
        current = f"at version {before.version}" if before else "not there"
        raise StaleVersion(f"product {product.sku} is {current}, not at version {expected_version}")
    await upsert_products(tx, [product])
    saved = await find_product(tx, product.sku)
    assert saved
    return saved
