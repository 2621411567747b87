"""Custom statuses on the pages: kept in the settings, chosen for one order or several, found in the list."""

from typing import Any

from tests.backoffice.conftest import Seat
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.languages import Says, in_one

PROCESSES = "/settings/orders/processes"
STATUS = {"title_fr": "En gravure", "title_en": "Being engraved", "colour": "purple"}
OF_A_STATUS = {"visible_to_customer": False, "notifies_customer": False, "message_en": None, "message_fr": None}


async def keep(shop: Services, *statuses: Any, version: int = 0) -> None:
    rows = [OF_A_STATUS | {"colour": "grey", "archived": False} | one for one in statuses]
    answer = await shop["orders"].http.put(
        "/settings/processes", json={"custom_statuses": rows}, headers={"If-Match": f'"{version}"'}
    )
    assert answer.status_code == 200, answer.text


def fill(page: Page, row: int, **typed: str) -> None:
    for field, text in typed.items():
        page.type(page.one(f"[name='custom_statuses/{row}/{field}']"), text)


def choose(page: Page, code: str) -> None:
    """The last of the choice is none, which a browser would take away."""
    page.type(page.all("[name=custom_status]")[-1], code)


async def kept(shop: Services) -> list[Any]:
    (section,) = [one for one in (await shop.get("orders", "/settings"))["sections"] if one["name"] == "processes"]
    statuses: list[Any] = section["values"]["custom_statuses"]
    return statuses


@in_one("fr")
async def test_an_owner_adds_statuses_orders_them_archives_one_that_is_in_use_and_removes_another(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await (await seat("owner", language)).goto("/settings")
    await page.follow("Processus", within="#of-orders")
    assert page.path == PROCESSES
    fill(page, 0, **STATUS)
    fill(page, 0, notifies_customer="yes")
    await page.press(says["Save"])
    assert "il doit aussi être visible pour les clients" in page.text(".wrong")
    fill(page, 0, visible_to_customer="yes", message_fr="Il faut deux jours.")
    await page.press(says["Save"])
    assert says["The settings are saved."] in page.notice
    fill(page, 1, title_fr="Vérifiée", title_en="Checked")
    await page.press(says["Save"])
    fill(page, 1, place="1")
    await page.press(says["Save"])
    assert [(one["code"], one["colour"]) for one in await kept(shop)] == [
        ("checked", "grey"),
        ("being-engraved", "purple"),
    ]
    fill(page, 0, title_fr="en GRAVURE")
    await page.press(says["Save"])
    assert "Un état personnalisé porte déjà ce nom." in page.text("[id='section']")

    order = await shop.place()
    await shop.post("orders", f"/orders/{order['order_id']}/custom-status", {"custom_status": "being-engraved"})
    await page.goto(PROCESSES)
    assert [len(page.all(f"[name='custom_statuses/{row}/remove']")) for row in (0, 1)] == [1, 0]
    fill(page, 0, remove="yes")
    fill(page, 1, archived="yes")
    await page.press(says["Save"])
    assert [(one["code"], one["archived"]) for one in await kept(shop)] == [("being-engraved", True)]
    assert "1 commande" in page.all("details.term summary")[0].text
    assert "archivé" in page.text("#version-4")


@in_one("fr")
async def test_an_order_is_given_a_status_from_its_menu_and_the_history_says_so(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("warehouse", language)).goto(f"/orders/{order['order_id']}")
    assert page.links("État personnalisé") == []
    await page.goto(f"/orders/{order['order_id']}/custom-status")
    assert "La boutique n’a pas encore d’état personnalisé." in page.text("#dialog-content")
    assert page.all("#dialog-content button[type=submit]") == []
    old = {"code": "old", "title_fr": "X", "title_en": "X", "archived": True}
    await keep(shop, old)
    await page.goto(f"/orders/{order['order_id']}")
    assert page.links("État personnalisé") == []
    await page.goto(f"/orders/{order['order_id']}/custom-status")
    assert "Tous les états personnalisés de la boutique sont archivés." in page.text("#dialog-content")
    await keep(shop, STATUS | {"code": "engraving"}, old, version=1)
    await page.goto(f"/orders/{order['order_id']}")
    await page.follow("État personnalisé", within=".more")
    assert [one.attributes["value"] for one in page.all("[name=custom_status]")] == ["engraving", ""]
    choose(page, "engraving")
    await page.press(says["Save"])
    assert "L’état personnalisé est attribué." in page.notice
    assert page.text("h1 .badge.custom.purple") == "En gravure"
    await page.goto(f"/orders/{order['order_id']}")
    assert "État personnalisé : En gravure" in page.text("#history").replace("\N{NO-BREAK SPACE}", " ")


@in_one("en")
async def test_several_orders_of_the_list_are_given_one_at_once_and_found_by_it(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    first, second, third = [await shop.place() for _ in range(3)]
    await keep(shop, STATUS | {"code": "engraving"})
    page = await (await seat("sales", language)).goto("/orders")
    assert page.one("#selection #status-selected").attributes["formaction"] == "/orders/custom-status"
    await page.goto(f"/orders/custom-status?order={first['order_id']}&order={third['order_id']}")
    choose(page, "engraving")
    await page.press(says["Save"])
    assert "The orders have this custom status now." in page.notice
    assert [one.text for one in page.all(".who .badge.custom")] == ["Being engraved", "Being engraved"]
    await page.goto("/orders?custom_status=engraving")
    assert [one.text for one in page.all("#orders tbody th")] == [third["number"], first["number"]]
    assert "Custom status: Being engraved" in page.text(".chips")
    await page.goto(f"/orders/custom-status?order={second['order_id']}")
    await shop["orders"].http.put(
        "/settings/processes",
        json={"custom_statuses": [OF_A_STATUS | STATUS | {"code": "engraving", "archived": True}]},
        headers={"If-Match": '"1"'},
    )
    choose(page, "engraving")
    await page.press(says["Save"])
    assert page.heading == "0 of 1 changed"
    assert "This custom status was archived" in page.text(".outcomes")
