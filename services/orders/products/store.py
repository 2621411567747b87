"""SQL of the products: what the shop sells, at which price and VAT rate."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import asyncpg

from services.orders.products.model import Product, ProductVersion, Saved
from services.orders.search_words import query, words_of_product
from shared.transaction import Queries, Tx

MOST_VERSIONS = 2**31 - 1

WORDS_VERSION = 1
"""Of the words that are written now. Whoever raises it makes a new index of those that are older."""


async def find_products(queries: Queries, skus: Iterable[str]) -> dict[str, Product]:
    rows = await queries.fetch(f"{_SELECT} WHERE sku = ANY($1::text[])", list(skus))
    return {row[0]: Product(*row) for row in rows}


async def lock_product(tx: Tx, sku: str) -> Product | None:
    row = await tx.fetchrow(f"{_SELECT} WHERE sku = $1 FOR UPDATE", sku)
    return Product(*row) if row else None


async def find_product(queries: Queries, sku: str) -> Product | None:
    row = await queries.fetchrow(f"{_SELECT} WHERE sku = $1", sku)
    return Product(*row) if row else None


async def list_products(
    queries: Queries, *, search: str | None = None, skus: Sequence[str] = (), after: str = "", limit: int
) -> list[Product]:
    """By SKU; `search` finds the start of a SKU and of any word of a title."""
    conditions, values = ["sku > $1"], list[object]([after])
    if search:
        values.append(query(search))
        conditions.append(f"words @@ ${len(values)}::text::tsquery")
    if skus:
        values.append(skus)
        conditions.append(f"sku = ANY(${len(values)}::text[])")
    rows = await queries.fetch(f"{_SELECT} WHERE {' AND '.join(conditions)} ORDER BY sku LIMIT {limit:d}", *values)
    return [Product(*row) for row in rows]


async def save_products(tx: Tx, products: Sequence[Product], *, by: str, at: datetime) -> Saved:
    """Create or replace, and keep each new version with who made it; one that is the same keeps its version.

    What is brought over is not from before the version that it replaces.
    """
    rows = await tx.fetch(
        _UPSERT,
        [product.sku for product in products],
        [product.title for product in products],
        [product.price for product in products],
        [product.currency for product in products],
        [product.price_includes_vat for product in products],
        [product.vat_rate for product in products],
        [product.ships for product in products],
        ["\n".join(words_of_product(product.sku, product.title)) for product in products],
        at,
        by,
    )
    created = sum(row["version"] == 1 for row in rows)
    return Saved(created, changed=len(rows) - created, unchanged=len(products) - len(rows))


async def list_versions(queries: Queries, sku: str, *, before: int | None, limit: int) -> list[ProductVersion]:
    """How the product was saved, the newest first."""
    rows = await queries.fetch(
        f"{SELECT_VERSIONS} WHERE sku = $1 AND version < $2 ORDER BY version DESC LIMIT $3",
        sku,
        before or MOST_VERSIONS,
        limit,
    )
    return [version_of(row) for row in rows]


async def renew_product_words(tx: Tx, *, limit: int) -> int:
    """Of products saved by a version before, those that no other transaction works on; how many they were."""
    rows = await tx.fetch(_LOCK_OUTDATED, limit)
    await tx.execute(
        _SAVE_WORDS,
        [row["sku"] for row in rows],
        ["\n".join(words_of_product(row["sku"], row["title"])) for row in rows],
    )
    return len(rows)


def version_of(row: asyncpg.Record) -> ProductVersion:
    return ProductVersion(Product(*row[:-2]), *row[-2:])


_FIELDS = "sku, title, price, currency, price_includes_vat, vat_rate, ships, version"
_LOCK_OUTDATED = f"""
SELECT sku, title FROM products WHERE words_version < {WORDS_VERSION:d} ORDER BY sku LIMIT $1 FOR UPDATE SKIP LOCKED
"""  # noqa: S608
_SAVE_WORDS = f"""
UPDATE products SET words_version = {WORDS_VERSION:d}, words = array_to_tsvector(string_to_array(new.words, E'\\n'))
FROM unnest($1::text[], $2::text[]) AS new (sku, words) WHERE products.sku = new.sku
"""  # noqa: S608
_SELECT = SELECT_PRODUCTS = f"SELECT {_FIELDS} FROM products"  # noqa: S608
SELECT_VERSIONS = f"SELECT {_FIELDS}, saved_at, saved_by FROM product_versions"  # noqa: S608

# Sorted, so that two such statements never wait for each other.
_UPSERT = f"""
WITH saved AS (
INSERT INTO products AS old (sku, title, price, currency, price_includes_vat, vat_rate, ships, words, words_version)
SELECT sku, title, price, currency, price_includes_vat, vat_rate, ships,
    array_to_tsvector(string_to_array(words, E'\\n')), {WORDS_VERSION:d}
FROM unnest($1::text[], $2::text[], $3::numeric[], $4::text[], $5::boolean[], $6::numeric[], $7::boolean[], $8::text[])
    AS new (sku, title, price, currency, price_includes_vat, vat_rate, ships, words)
ORDER BY sku COLLATE "C"
ON CONFLICT (sku) DO UPDATE SET
    title = EXCLUDED.title, price = EXCLUDED.price, currency = EXCLUDED.currency,
    price_includes_vat = EXCLUDED.price_includes_vat, vat_rate = EXCLUDED.vat_rate, ships = EXCLUDED.ships,
    words = EXCLUDED.words, words_version = EXCLUDED.words_version, version = old.version + 1
WHERE (old.title, old.price, old.currency, old.price_includes_vat, old.vat_rate, old.ships) IS DISTINCT FROM
    (EXCLUDED.title, EXCLUDED.price, EXCLUDED.currency, EXCLUDED.price_includes_vat, EXCLUDED.vat_rate, EXCLUDED.ships)
RETURNING sku, version, title, price, currency, price_includes_vat, vat_rate, ships
)
INSERT INTO product_versions
    (sku, version, title, price, currency, price_includes_vat, vat_rate, ships, saved_at, saved_by)
SELECT saved.*, greatest($9, (SELECT max(saved_at) FROM product_versions WHERE sku = saved.sku)), $10
FROM saved RETURNING version
"""  # noqa: S608
