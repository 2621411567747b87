"""What the shop sells."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple


class Product(NamedTuple):
    """Without a price it is open: sold at the price the order names. `version` is 0 until it is saved."""

    sku: str
    title: str
    price: Decimal | None
    currency: str | None
    price_includes_vat: bool | None
    vat_rate: Decimal
    ships: bool
    version: int = 0


class ProductVersion(NamedTuple):
    """A product as somebody saved it; both are None for what was there before this was kept."""

    product: Product
    saved_at: datetime | None
    saved_by: str | None


class Saved(NamedTuple):
    """How many products were created, changed, and the same already."""

    created: int
    changed: int
    unchanged: int
