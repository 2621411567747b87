"""What the API takes and answers of products."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, model_validator

from services.orders.products.model import Product, ProductVersion, Saved
from shared.http.imports import BroughtOver
from shared.json_limits import Many
from shared.money import unit_price
from shared.schemas.event import Asked, Contract
from shared.schemas.money import Currency, PositiveOrZero, VatRate
from shared.schemas.values import Actor, Flag, Line, Sku


class ProductToSave(Asked):
    """What the shop sells. `price` null is an open price: the product is sold at the price the order names."""

    title: Line
    price: PositiveOrZero | None = None
    currency: Currency | None = None
    price_includes_vat: Flag | None = None
    vat_rate: VatRate
    ships: Flag = True

    @model_validator(mode="after")
    def _a_price_says_in_what(self) -> "ProductToSave":
        if self.price is not None and (self.currency is None or self.price_includes_vat is None):
            raise ValueError("a product with a price needs its currency and price_includes_vat")
        return self


class ProductInBulk(ProductToSave):
    sku: Sku


class ProductsToSave(BroughtOver):
    """Products to create or replace; of one SKU given twice, the last counts. An import says since when."""

    products: Annotated[Many[ProductInBulk], Field(min_length=1, max_length=5000)]


class ProductsSaved(Contract):
    created: int
    changed: int
    unchanged: int


class ProductView(ProductInBulk, extra="ignore"):
    version: int


class ProductVersionView(ProductToSave, extra="ignore"):
    """A product as it was saved at this time; `changed` are the fields that differ from the version `before`.

    Who and when are null for a version from before that was kept.
    """

    version: int
    saved_at: datetime | None
    saved_by: Actor | None
    before: ProductToSave | None
    changed: Many[str]


def product_of(body: ProductToSave, sku: str) -> Product:
    price = body.price if body.price is None or body.currency is None else unit_price(body.price, body.currency)
    return Product(sku, body.title, price, body.currency, body.price_includes_vat, body.vat_rate, body.ships)


def product_view(product: Product) -> ProductView:
    return ProductView.model_construct(**product._asdict())


def product_version_view(saved: ProductVersion, before: ProductVersion | None) -> ProductVersionView:
    now, then = _sold_as(saved.product), _sold_as(before.product) if before else None
    return ProductVersionView.model_construct(
        **now,
        version=saved.product.version,
        saved_at=saved.saved_at,
        saved_by=saved.saved_by,
        before=ProductToSave.model_construct(**then) if then else None,
        changed=tuple([name for name in now if then and then[name] != now[name]]),
    )


def products_saved(saved: Saved) -> ProductsSaved:
    return ProductsSaved(**saved._asdict())


def _sold_as(product: Product) -> dict[str, Any]:
    return {name: getattr(product, name) for name in ProductToSave.model_fields}
