"""A return in the dialogs of its page: goods come back and go three ways, are credited, and the money goes back."""

from playwright.async_api import expect

from tests.browser.conftest import Desk
from tests.support.sale import place
from tests.support.shop import Shop
from tests.support.waiting import until


async def test_what_comes_back_goes_three_ways_is_credited_and_refunded(shop: Shop, desk: Desk) -> None:
    order = await place(shop)
    path = f"/orders/{order['order_id']}"

    async def shipments() -> list[dict[str, str]]:
        answer = await shop.http.get(f"{shop.settings.url('fulfilment')}{path}")
        found: list[dict[str, str]] = answer.json().get("shipments", [])
        return [one for one in found if one["state"] == "ready"]

    (shipment,) = await until(shipments)
    assert (await shop.post("billing", f"{path}/payments", {})).is_success
    assert (await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship", {})).is_success

    async def may_come_back() -> bool:
        lines = (await shop.get("returns", path))["lines"]
        return any(line["returnable"] for line in lines)

    await until(may_come_back)
    page = await desk("owner", "fr")
    dialog = page.get_by_role("dialog")
    await page.goto(path)
    await page.locator("#create-return").click()
    await dialog.get_by_label("Combien sur 2").fill("2")
    await dialog.get_by_label("Combien sur 1").fill("1")
    await dialog.get_by_label("Le laisser à approuver").check()
    await dialog.get_by_role("button", name="Créer le retour").click()
    await page.locator("#returns .return a").click()
    await page.locator("#approve-return").click()
    await dialog.get_by_role("button", name="Approuver").click()
    await expect(page.locator("h1 .badge")).to_have_text("Approuvé")

    await page.locator("#receive-return").click()
    lamp, book = dialog.locator("fieldset.of-line").first, dialog.locator("fieldset.of-line").last
    await lamp.get_by_label("Remise en stock").fill("1")
    await lamp.get_by_label("Quarantaine").fill("1")
    await book.get_by_label("Mis au rebut").fill("1")
    await dialog.get_by_role("button", name="Réceptionner des articles").click()
    await expect(page.locator("#goods .units > div")).to_have_count(3)
    await expect(page.locator("#decisions")).to_contain_text("Fait")

    await page.locator("#credit-return").click()
    await dialog.get_by_role("button", name="Émettre la note de crédit").click()
    await page.locator("#refund-return").click()
    await dialog.get_by_label("Le client a déjà reçu l’argent").check()
    await dialog.get_by_role("button", name="Enregistrer un remboursement").click()
    await expect(page.locator("#decisions .badge.good")).to_have_count(3)
    await page.locator("#close-return").click()
    await dialog.get_by_role("button", name="Clore le retour").click()
    await expect(page.locator("h1 .badge")).to_have_text("Clos")
