"""Mails and pages bear the operator's name of the shop; documents too, until a legal name is set or saved."""

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


async def test_a_legal_name_that_is_saved_is_on_documents_alone_and_its_form_says_so(
    shop: Services, seat: Seat
) -> None:
    page = await (await seat("owner")).goto("/settings/billing/seller")
    assert page.text("#legal_name-hint") == (
        "On documents. Pages and mails bear the name that an administrator sets (BACKSHOP_SHOP_NAME)."
    )
    page.fill("Legal name", "Les Lampes SAS")
    await page.press("Save")
    assert page.value("Legal name") == "Les Lampes SAS"
    assert "Arrière-boutique SARL" in page.text(".brand")


async def test_pages_are_headed_and_titled_with_the_name_of_the_shop(shop: Services, seat: Seat) -> None:
    page = await (await seat("accounting")).goto("/orders")
    assert "Arrière-boutique SARL" in page.text(".brand")
    assert page.text("title").endswith("· Arrière-boutique SARL")
    assert "Backshop" not in page.text("body")
