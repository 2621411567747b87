"""The shop has one name: mails, pages and documents bear it, whichever of its two variables gives it."""

import pytest

from services.billing.settings import SellerSettings
from shared.shop_name import shop_name
from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services


@pytest.fixture(autouse=True)
def _as_in_a_new_process() -> None:
    shop_name.cache_clear()


@pytest.mark.parametrize(
    ("set_to", "shop", "seller"),
    [
        ({}, "Arrière-boutique SARL", "Arrière-boutique SARL"),
        ({"SHOP_NAME": "La Lampe"}, "La Lampe", "La Lampe"),
        ({"SELLER_NAME": "Dupont SARL"}, "Dupont SARL", "Dupont SARL"),
        ({"SHOP_NAME": "La Lampe", "SELLER_NAME": "Dupont SARL"}, "La Lampe", "Dupont SARL"),
    ],
)
def test_a_shop_that_sets_one_name_has_it_everywhere(
    set_to: dict[str, str], shop: str, seller: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in set_to.items():
        monkeypatch.setenv(f"BACKSHOP_{name}", value)
    assert (shop_name(), SellerSettings().legal_name) == (shop, seller)
    shop_name.cache_clear()


async def test_pages_are_headed_and_titled_with_the_name_of_the_shop(shop: Services, seat: Seat) -> None:
    page = await (await seat("accounting")).goto("/orders")
    assert "Arrière-boutique SARL" in page.text(".brand")
    assert page.text("title").endswith("· Arrière-boutique SARL")
    assert "Backshop" not in page.text("body")
