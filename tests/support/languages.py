"""What pages say in English and in French, and tests that run in both languages or in one."""

from typing import Any

import pytest

from tests.support.french.customers import CUSTOMERS
from tests.support.french.edits import EDITS
from tests.support.french.goods import GOODS
from tests.support.french.money import MONEY
from tests.support.french.orders import ORDERS
from tests.support.french.quotes import QUOTES

Says = dict[str, Any]
"""What a page says, by what it says in English, or by what that is about."""

FRENCH: Says = EDITS | MONEY | GOODS | ORDERS | QUOTES | CUSTOMERS
ABOUT: Says = {
    "Select order": "Select order %s",
    "PDF being made": "The PDF of {} is being made",
    "Shipped order": "Shipped",
    "2 orders": ": 2 orders, US$80.00",
    "answered by": "Process that answered: orders-1",
    "confirmation": "We have received your order",
    "does not answer": "Billing does not answer at the moment.",
    "gross": "€38.30",
    "hello": "Hello Zoé Martin,",
    "in all": "3 orders for US$120.00 in all, VAT included; cancelled orders are not counted.",
    "lamps back": "−€25.00",
    "minus VAT": "−€5.42",
    "minus gross": "−€38.30",
    "minus net": "−€32.88",
    "postage back": "−€4.90",
    "rates": ["20%", "−€24.92", "−€4.98", "5.5%", "−€7.96", "−€0.44"],
    "unknown here": "the type backshop.orders.PlaceOrder.v9 or its version is not known here",
}
"""In English, where the key is not what is said."""


def _as_read(said: Any) -> Any:
    """With plain spaces, as a page is compared."""
    return " ".join(said.split()) if isinstance(said, str) else [_as_read(one) for one in said]


ENGLISH: Says = {text: text for text in FRENCH} | ABOUT
WORDS = {
    language: {text: _as_read(said) for text, said in words.items()}
    for language, words in (("en", ENGLISH), ("fr", FRENCH))
}


def said(english: str, language: str) -> str:
    words: str = WORDS[language][english]
    return words


def in_both() -> pytest.MarkDecorator:
    """Gives a test its `language` and what a page `says` in it."""
    return pytest.mark.parametrize(("language", "says"), list(WORDS.items()), ids=list(WORDS))


def in_one(language: str) -> pytest.MarkDecorator:
    """The same in one language: where the other would walk the same way.

    Whatever is in `FRENCH` is compared with the catalogue (tests/backoffice/test_catalogues.py).
    """
    return pytest.mark.parametrize(("language", "says"), [(language, WORDS[language])], ids=[language])
