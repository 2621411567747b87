"""What the API takes and answers of products."""

from typing import Annotated

from pydantic import Field, model_validator

from services.orders.products.model import Product, Saved
from shared.schemas.event import Contract
from shared.schemas.money import Currency, PositiveOrZero, VatRate
from shared.schemas.values import Line, Sku


class ProductToSave(Contract):
    """What the shop sells. `price` null is an open price: the product is sold at the price the order names."""

    title: Line
    price: PositiveOrZero | None = None
    currency: Currency | None = None
    price_includes_vat: bool | None = None
    vat_rate: VatRate
    ships: bool = True

    @model_validator(mode="after")
    def _a_price_says_in_what(self) -> "ProductToSave":
        if self.price is not None and (self.currency is None or self.price_includes_vat is None):
            raise ValueError("a product with a price needs its currency and price_includes_vat")
        return self


class ProductInBulk(ProductToSave):
    sku: Sku


class ProductsToSave(Contract):
    """Products to create or replace; of one SKU given twice, the last counts."""

    products: Annotated[tuple[ProductInBulk, ...], Field(min_length=1, max_length=5000)]


class ProductsSaved(Contract):
    created: int
    changed: int
    unchanged: int


class ProductView(ProductInBulk):
    version: int


def product_of(body: ProductToSave, sku: str) -> Product:
    return Product(sku, body.title, body.price, body.currency, body.price_includes_vat, body.vat_rate, body.ships)


def product_view(product: Product) -> ProductView:
    return ProductView.model_construct(**product._asdict())


def products_saved(saved: Saved) -> ProductsSaved:
    return ProductsSaved(**saved._asdict())
