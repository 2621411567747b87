"""What is in a basket of the demo shop: a few things, for 15 to 180 euros."""

from decimal import Decimal
from random import Random

from demo.catalogue import BY_SKU, CATALOGUE, GIFT_WRAPPING, Product
from demo.scenarios import Basket

LEAST, MOST = Decimal(15), Decimal(180)
CHEAP = Decimal(13)

Things = list[tuple[Product, int]]


def fill_basket(rng: Random, kind: Basket) -> Things:
    """Each product once."""
    while True:
        basket = _things(rng, kind)
        worth = sum(product.price * quantity for product, quantity in basket)
        # What is downloaded may cost less.
        if (LEAST if kind is not Basket.DIGITAL else 0) <= worth <= MOST:
            return basket


def _things(rng: Random, kind: Basket) -> Things:
    if kind is Basket.DIGITAL:
        return [(product, 1) for product in rng.sample(_DIGITAL, rng.choices((1, 2), (4, 1))[0])]
    choice = _GOODS if kind is Basket.ANYTHING else _PLENTIFUL
    basket = [
        (product, _quantity(rng, product)) for product in rng.sample(choice, rng.choices((1, 2, 3, 4), _LINES)[0])
    ]
    if kind is Basket.MISSING:
        basket[0] = (rng.choice(_SOLD_OUT), 1)
    if rng.random() < 0.07:
        basket.append((BY_SKU[GIFT_WRAPPING], 1))
    return basket


def _quantity(rng: Random, product: Product) -> int:
    return rng.choices((1, 2, 3, 4), (5, 3, 1, 1) if product.price < CHEAP else (9, 2, 0, 0))[0]


_LINES = (3, 4, 3, 1)
_GOODS = [product for product in CATALOGUE if product.ships]
_PLENTIFUL = [product for product in _GOODS if product.is_plentiful]
_SOLD_OUT = [product for product in _GOODS if product.is_sold_out]
_DIGITAL = [product for product in CATALOGUE if not product.ships and product.sku != GIFT_WRAPPING]
