"""Carriers: those of the shop in its settings, and whose a tracking number may be, where parcels are entered."""

from typing import Any

from tests.backoffice.conftest import Seat
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.languages import Says, in_one
from tests.support.service import token

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


@in_one("en")
async def test_a_number_that_is_typed_proposes_its_carriers_best_first(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await seat("warehouse", language)

    async def proposed(number: str) -> tuple[list[str], list[str]]:
        await page.goto(f"/carriers?tracking_number={number}")
        listed = [one.attributes["value"] for one in page.all("#carriers option")]
        return [one.text for one in page.all("#proposed button")], listed[:2]

    assert await proposed("333333333651") == (["FedEx", "GLS", "Mondial Relay", "DHL Paket"], ["FedEx", "GLS"])
    assert (await proposed("9865 7878 8855"))[0] == [
        "FedEx",
        "Mondial Relay",
        "DHL Paket",
        "GLS (the number seems to be mistyped)",
    ]
    headers = {"If-Match": '"0"', "Authorization": f"Bearer {token('fulfilment:settings', subject='owner')}"}
    used = {"used": ["gls"], "own": []}
    assert (await shop["fulfilment"].http.put("/settings/carriers", json=used, headers=headers)).is_success
    assert (await proposed("12345678"))[0] == ["GLS", "Mondial Relay"]
    assert (await proposed("6A12345678901"))[0] == ["Colissimo, La Poste (the number seems to be mistyped)"]
    assert (await proposed("ZQ-0000"))[0] == []
    assert (await proposed("%00"))[0] == []


@in_one("fr")
async def test_beside_a_parcel_that_was_saved_without_a_carrier_a_click_says_whose_it_is(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    shipment_id = shipment["shipment_id"]
    for parcel in (
        {"tracking_number": "333333333651", "weight_g": 700, "is_return": True},
        {"tracking_number": "6A12345678901"},
        {"tracking_number": "12345678", "carrier": "Vélo"},
        {"tracking_number": "ZQ0000"},
    ):
        await shop.post("fulfilment", f"/shipments/{shipment_id}/parcels", parcel)
    page = await (await seat("warehouse", language)).goto(f"/orders/{order['order_id']}")
    names = ["FedEx", "GLS", "Mondial Relay", "DHL Paket", "Colissimo, La Poste"]
    assert [one.text for one in page.all("#shipping .parcels button")] == names
    await page.goto(f"/shipments/{shipment_id}")
    assert [one.text for one in page.all(".parcels button")] == names
    await page.goto(f"/orders/{order['order_id']}")
    await page.press("GLS", within="#shipping .parcels")
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    parcel = shipment["parcels"][0]
    said = (parcel["carrier"], parcel["carrier_name"], parcel["tracking_number"], parcel["weight_g"])
    assert said == ("gls", "GLS", "333333333651", 700)
    assert parcel["is_return"]
    assert [one.text for one in page.all("#shipping .parcels button")] == ["Colissimo, La Poste"]
