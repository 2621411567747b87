"""Carriers in the settings: those the shop ships with are ticked, and it adds some of its own."""

from typing import Any

from tests.backoffice.conftest import Seat
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.languages import Says, in_one

CARRIERS = "/settings/fulfilment/carriers"


def fill(page: Page, place: str, **typed: str) -> None:
    for field, text in typed.items():
        page.type(page.one(f"[name='{place}/{field}']"), text)


async def stored(shop: Services) -> Any:
    (section,) = [one for one in (await shop.get("fulfilment", "/settings"))["sections"] if one["name"] == "carriers"]
    return section


@in_one("fr")
async def test_an_owner_ticks_carriers_and_adds_one_of_the_shops_own(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await (await seat("owner", language)).goto("/settings")
    await page.follow(says["Carriers"], within="#of-fulfilment")
    assert page.path == CARRIERS
    page.check("DPD")
    page.check("UPS")
    fill(page, "own/0", name="Vélo Cité", link="https://velo.example/{n}", begins_with="cv", length="9")
    await page.press(says["Save"])
    assert says["The settings are saved."] in page.notice
    assert (await stored(shop))["values"] == {
        "used": ["dpd", "ups"],
        "own": [
            {
                "code": "velo-cite",
                "name": "Vélo Cité",
                "link": "https://velo.example/{n}",
                "begins_with": "CV",
                "length": 9,
            }
        ],
    }
    assert "DPD, UPS" in page.text("#version-1")
    assert "Vélo Cité" in page.text("#version-1")

    fill(page, "own/0", name="Vélo", link="velo.example", length="many")
    await page.press(says["Save"])
    assert [one.attributes["name"] for one in page.all("[aria-invalid=true]")] == ["own/0/length"]
    fill(page, "own/0", length="")
    await page.press(says["Save"])
    assert [one.attributes["name"] for one in page.all("[aria-invalid=true]")] == ["own/0/link"]
    fill(page, "own/0", link="")
    fill(page, "own/1", name="ups")
    await page.press(says["Save"])
    assert [one.attributes["name"] for one in page.all("[aria-invalid=true]")] == ["own/1/name"]
    assert says["There is a carrier of this name already."] in page.text("[id='section']")
    for wrong, name, link in (
        ("name", "V\u202eolé", ""),
        ("link", "Tri", "https://tri.example/{n}'onclick='"),
        ("link", "Tri", "https://tri.example/<{n}>"),
    ):
        fill(page, "own/1", name=name, link=link)
        await page.press(says["Save"])
        assert [one.attributes["name"] for one in page.all("[aria-invalid=true]")] == [f"own/1/{wrong}"]
    assert "L’adresse de sa page contient des guillemets, des chevrons" in page.text("[id='section']")
    fill(page, "own/1", name="", link="")
    await page.press(says["Save"])
    (own,) = (await stored(shop))["values"]["own"]
    assert (own["code"], own["name"], own["link"], own["length"]) == ("velo-cite", "Vélo", None, None)
    page.type(page.one("[name='own/0/remove']"), "yes")
    await page.press(says["Save"])
    assert (await stored(shop))["values"] == {"used": ["dpd", "ups"], "own": []}
