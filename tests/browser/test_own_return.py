"""A customer asks for a return with pictures on a phone without scripts; staff see them and approve; it is sent."""

from playwright.async_api import Browser, FilePayload, expect

from tests.browser.conftest import Desk
from tests.browser.test_own_order import _mail, _slip
from tests.returns.pictures import from_a_phone, noise
from tests.support.links import link_in
from tests.support.sale import place
from tests.support.shop import Shop
from tests.support.waiting import until

PICTURES: list[FilePayload] = [
    {"name": "upright.jpg", "mimeType": "image/jpeg", "buffer": from_a_phone()},
    {"name": "box.png", "mimeType": "image/png", "buffer": noise(1500, 1400)},
]


async def test_a_customer_asks_with_two_pictures_staff_approve_and_the_parcel_is_on_its_way(
    shop: Shop, desk: Desk, chromium: Browser
) -> None:
    order_id = (await place(shop, language="fr"))["order_id"]
    shipment = await until(_slip, shop, order_id)
    assert (await shop.post("fulfilment", f"/shipments/{shipment}/ship", {})).is_success

    async def may_be_asked_for() -> bool:
        answer = await shop.http.get(f"{shop.settings.url('returns')}/orders/{order_id}/offer")
        return answer.status_code == 200 and bool(answer.json()["lines"])

    await until(may_be_asked_for)
    context = await chromium.new_context(
        base_url=shop.settings.url("backoffice"), viewport={"width": 390, "height": 800}, java_script_enabled=False
    )
    phone = await context.new_page()
    await phone.goto(link_in(await until(_mail, shop, order_id)))
    await phone.get_by_role("link", name="Demander un retour ou un échange").click()
    lamp = phone.locator("fieldset.of-line").first
    await lamp.get_by_label("Combien sur 2").fill("1")
    await lamp.get_by_label("Pourquoi").select_option(label="Défectueux")
    await phone.get_by_label("Que devons-nous savoir").fill("Elle ne s’allume pas.")
    await phone.get_by_label("Jusqu’à cinq images").set_input_files(PICTURES)
    await phone.get_by_role("button", name="Envoyer la demande").click()
    await expect(phone.locator("#done")).to_contain_text("nous avons bien reçu votre demande")
    own = phone.locator(".own-return")
    await expect(own.locator("img")).to_have_count(2)

    staff = await desk("owner", "fr")
    (one,) = (await shop.get("returns", "/returns", order_id=order_id))["items"]
    await staff.goto(f"/returns/{one['return_id']}")
    shown = staff.locator("#said img")
    await expect(shown).to_have_count(2)
    await expect(shown.first).to_have_js_property("naturalWidth", 40)
    await staff.locator("#approve-return").click()
    await staff.get_by_role("dialog").get_by_role("button", name="Approuver").click()
    await expect(staff.locator("h1 .badge")).to_have_text("Approuvé")

    await phone.reload()
    await expect(own).to_contain_text("Vous pouvez nous renvoyer les articles")
    await own.get_by_text("Je l’ai envoyé").click()
    await own.get_by_label("Numéro de suivi").fill("6A98765432109")
    await own.get_by_role("button", name="Le colis est en route").click()
    await expect(own).to_contain_text("6A98765432109")
    await context.close()
