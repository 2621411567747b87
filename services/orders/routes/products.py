"""Products over HTTP."""

from itertools import zip_longest
from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.orders.products import store
from services.orders.products.schemas import (
    ProductsSaved,
    ProductsToSave,
    ProductToSave,
    ProductVersionView,
    ProductView,
    product_of,
    product_version_view,
    product_view,
    products_saved,
)
from services.orders.usecases.save_products import SaveProducts, save_product, save_products
from shared.http import (
    Caller,
    ExpectedVersion,
    Idempotent,
    Page,
    Paging,
    Reading,
    Writing,
    each_as,
    etag,
    paged_by,
    scope,
)
from shared.http.imports import told_by_import
from shared.refused import NotFound
from shared.schemas.values import Line, Sku

router = APIRouter()

Reader = Annotated[Caller, scope("orders:read")]
Writer = Annotated[Caller, scope("catalogue:write")]


@router.get("/products")
async def get_products(
    caller: Reader,
    queries: Reading,
    paging: Annotated[Paging[str], paged_by(str)],
    search: Annotated[
        Line | None, Query(alias="q", description="start of the SKU, or of any word of the title")
    ] = None,
    sku: Annotated[tuple[Sku, ...], Query(description="these only")] = (),
) -> Page[ProductView]:
    """Products by SKU."""
    found = await store.list_products(queries, search=search, skus=sku, after=paging.after or "", limit=paging.fetch)
    return paging.page([product_view(product) for product in found], by=lambda product: product.sku)


@router.post("/products", response_model=ProductsSaved)
async def post_products(body: ProductsToSave, caller: Writer, once: Idempotent) -> Response:
    """Create or replace up to 5,000 products at once."""
    products = [product_of(product, product.sku) for product in body.products]
    command = SaveProducts(products, caller.subject, told_by_import(caller, body))
    return await once(save_products, command, answers=each_as(products_saved))


@router.get("/product-versions")
async def get_product_versions(
    caller: Reader,
    queries: Reading,
    paging: Annotated[Paging[int], paged_by(int)],
    sku: Annotated[Sku, Query(description="beside the path, as a SKU may have any path in it")],
) -> Page[ProductVersionView]:
    """What the product was sold as before, the newest first: who changed what of it, and when."""
    # One more than for the page: the last of it differs from the one before.
    found = await store.list_versions(queries, sku, before=paging.after, limit=paging.fetch)
    views = [product_version_view(saved, before) for saved, before in zip_longest(found, found[1:])]
    return paging.page(views, by=lambda view: view.version)


@router.get("/products/{sku:path}")
async def get_product(sku: Sku, caller: Reader, queries: Reading, response: Response) -> ProductView:
    product = await store.find_product(queries, sku)
    if product is None:
        raise NotFound(f"there is no product {sku}")
    response.headers["ETag"] = etag(product.version)
    return product_view(product)


@router.put("/products/{sku:path}")
async def put_product(
    sku: Sku, body: ProductToSave, caller: Writer, database: Writing, response: Response, version: ExpectedVersion
) -> ProductView:
    """Create or replace a product; with `If-Match`, only the version the caller has read.

    Version 0 is that of a product that is not there.
    """
    async with database.transaction() as tx:
        saved = await save_product(tx, product_of(body, sku), version, by=caller.subject)
    response.headers["ETag"] = etag(saved.version)
    return product_view(saved)
