"""A customer follows an order from its mail: on a phone, without an account and without scripts."""

from typing import Any
from uuid import UUID

from playwright.async_api import Browser, expect

from tests.support.links import TEXT_OF_MAIL, link_in
from tests.support.sale import place
from tests.support.shop import Shop
from tests.support.waiting import until


async def test_a_customer_opens_the_order_its_invoice_and_the_way_of_its_parcel(shop: Shop, chromium: Browser) -> None:
    order_id = (await place(shop, language="fr"))["order_id"]
    shipment = await until(_slip, shop, order_id)
    await shop.post("fulfilment", f"/shipments/{shipment}/parcels", {"tracking_number": "6A12345678905"})
    await shop.post("fulfilment", f"/shipments/{shipment}/ship", {})
    await until(_has_pdf, shop, order_id)
    context = await chromium.new_context(
        base_url=shop.settings.url("backoffice"), viewport={"width": 390, "height": 800}, java_script_enabled=False
    )
    page = await context.new_page()
    await page.goto(link_in(await until(_mail, shop, order_id)))
    await expect(page.get_by_role("status")).to_contain_text("Reste à payer")
    track = page.get_by_role("link", name="Suivre le colis")
    assert "6A12345678905" in str(await track.get_attribute("href"))
    invoice = str(await page.locator("#documents a").get_attribute("href"))
    paper = await context.request.get(invoice)
    assert (paper.status, (await paper.body())[:5]) == (200, b"%PDF-")
    await context.close()


async def test_a_customer_withdraws_on_a_phone_without_scripts_and_gets_a_receipt(
    shop: Shop, chromium: Browser
) -> None:
    order_id = (await place(shop, language="fr"))["order_id"]
    await until(_slip, shop, order_id)
    context = await chromium.new_context(
        base_url=shop.settings.url("backoffice"), viewport={"width": 390, "height": 800}, java_script_enabled=False
    )
    page = await context.new_page()
    await page.goto(link_in(await until(_mail, shop, order_id)))
    await page.get_by_role("link", name="Renoncer au contrat ici").click()
    await page.get_by_label("Adresse e-mail pour l’accusé de réception").fill("camille@example.org")
    await page.get_by_role("button", name="Continuer").click()
    await page.get_by_role("button", name="Confirmer la rétractation").click()
    await expect(page.get_by_role("status")).to_contain_text("Nous avons reçu votre déclaration le")
    assert (await page.evaluate("document.documentElement.scrollWidth")) <= 390
    await context.close()
    mail = await until(_receipt, shop, order_id)
    assert mail["recipient"] == "camille@example.org"
    await until(_is_cancelled, shop, order_id)


async def _receipt(shop: Shop, order_id: str) -> Any:
    mails = (await shop.get("notifier", "/messages", order_id=order_id, kind="withdrawal_receipt"))["items"]
    return mails[0] if mails else None


async def _is_cancelled(shop: Shop, order_id: str) -> bool:
    return bool((await shop.get("orders", f"/orders/{order_id}"))["status"] == "cancelled")


async def _slip(shop: Shop, order_id: str) -> str | None:
    known = await shop.http.get(f"{shop.settings.url('fulfilment')}/orders/{order_id}")
    slips = known.json()["shipments"] if known.status_code == 200 else ()
    return str(slips[0]["shipment_id"]) if slips else None


async def _has_pdf(shop: Shop, order_id: str) -> bool:
    known = await shop.http.get(f"{shop.settings.url('billing')}/orders/{order_id}")
    return known.status_code == 200 and any(one["has_files"] for one in known.json()["documents"])


async def _mail(shop: Shop, order_id: str) -> Any:
    mails = (await shop.get("notifier", "/messages", order_id=order_id, kind="order_confirmation"))["items"]
    if not mails:
        return None
    (row,) = await shop.query("notifier", TEXT_OF_MAIL, UUID(mails[0]["message_id"]))
    return row["text"]
