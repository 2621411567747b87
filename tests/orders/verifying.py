"""Orders of a catalogue at a moment, verified or refused."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from services.orders.pricing.verification import Verified, verify
from services.orders.products.model import Product
from shared.refused import Refused
from shared.schemas.orders import OrderToPlace
from tests.orders.conftest import OPEN, PRODUCTS
from tests.support.bodies import ZOE, order

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SHIPPED_FOR_5 = {"method": "Colissimo", "price": "5.00"}
PAID_FOR_5 = {"method": "card", "cost": "5.00"}
LYON_TO_BERLIN = ZOE | {"delivery_address": {"city": "Berlin", "country": "DE"}}


def product(sku: str, title: str, vat_rate: str, price: str | None = None, **more: Any) -> Product:
    terms = {"currency": "EUR", "price_includes_vat": True, "ships": True} | more
    return Product(sku, title, Decimal(price) if price else None, vat_rate=Decimal(vat_rate), **terms)


CATALOGUE = {one["sku"]: product(**one) for one in (*PRODUCTS, OPEN)}


def verified(**changes: Any) -> Verified:
    sent = OrderToPlace.model_validate(order(**changes))
    return verify(sent, CATALOGUE, shop_country="FR", at=NOW)


def refusal(**changes: Any) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        verified(**changes)
    assert refused.value.status == 422
    return refused.value.type, refused.value.detail
