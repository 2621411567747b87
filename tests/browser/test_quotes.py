"""An order is duplicated into a quote, changed and sent; its customer accepts it from the mail, and it is an order."""

from uuid import UUID

from playwright.async_api import Browser, expect

from tests.browser.conftest import Desk
from tests.support.links import TEXT_OF_MAIL, link_in
from tests.support.sale import order, place
from tests.support.shop import Shop
from tests.support.waiting import until


async def test_a_repeated_order_is_quoted_and_accepted_by_its_customer(
    shop: Shop, desk: Desk, chromium: Browser
) -> None:
    customer = {**order()["customer"], "name": "Hôtel du Port", "email": "hotel@port.example"}
    first = await place(shop, customer=customer)
    page = await desk("sales", "fr")
    await page.goto(f"/orders/{first['order_id']}")
    await page.locator("summary#more").click()
    await page.get_by_role("link", name="Dupliquer").click()
    await page.get_by_role("dialog").get_by_role("button", name="Faire un devis").click()
    await page.locator("[name='lines/0/quantity']").fill("4")
    await page.get_by_label("Commentaire pour le client").fill("Comme convenu.")
    await page.locator("#save-quote").click()
    await expect(page.locator("#gross")).to_have_text("63,30 €")
    await page.get_by_role("link", name="Envoyer", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Envoyer").click()
    await expect(page.locator("#notice")).to_contain_text("Le devis est envoyé.")
    quote_id = page.url.split("/quotes/")[1].split("?")[0]

    mail = await until(_mail, shop, quote_id)
    context = await chromium.new_context(
        base_url=shop.settings.url("backoffice"), viewport={"width": 390, "height": 800}
    )
    offer = await context.new_page()
    await offer.goto(link_in(mail))
    await expect(offer.locator("#seller")).to_contain_text("44000 Nantes")
    await expect(offer.get_by_text("Comme convenu.")).to_be_visible()
    await offer.get_by_role("button", name="Accepter").click()
    await expect(offer.get_by_role("status")).to_contain_text("Accepté")
    await context.close()

    await expect(page.locator("h1")).to_contain_text("Accepté")  # the page of staff, by itself
    quote = await shop.get("orders", f"/quotes/{quote_id}")
    await page.get_by_role("link", name=quote["order_number"]).first.click()
    await expect(page.locator("h1")).to_contain_text(quote["order_number"])
    assert (quote["ended_by"], quote["totals"]["gross"]) == ("customer", "63.30")


async def test_a_customer_declines_it_in_a_browser_and_says_why(shop: Shop, desk: Desk, chromium: Browser) -> None:
    first = await place(shop, language="en")
    copy = await shop.post("orders", f"/orders/{first['order_id']}/duplicate", {})
    quote_id = copy.json()["quote_id"]
    page = await desk("sales", "en")
    await page.goto(f"/quotes/{quote_id}")
    await page.locator("#send-quote").click()
    await page.get_by_role("dialog").get_by_role("button", name="Send").click()
    mail = await until(_mail, shop, quote_id)
    async with await chromium.new_context(base_url=shop.settings.url("backoffice")) as context:
        offer = await context.new_page()
        await offer.goto(link_in(mail))
        await offer.get_by_text("Decline", exact=True).click()
        await offer.get_by_label("What should be different?").fill("A week is too long.")
        await offer.get_by_role("button", name="Decline the quote").click()
        await expect(offer.get_by_role("status")).to_contain_text("A week is too long.")
    await expect(page.locator(".callout.warning")).to_contain_text("A week is too long.")  # by itself


async def test_the_menu_marks_quotes_once_a_dialog_of_an_order_has_led_there(shop: Shop, desk: Desk) -> None:
    first = await place(shop, language="en")
    page = await desk("sales", "en")
    await page.goto(f"/orders/{first['order_id']}")
    await page.locator("summary#more").click()
    await page.get_by_role("link", name="Duplicate").click()
    await page.get_by_role("dialog").get_by_role("button", name="Make a quote").click()
    await expect(page.locator(".menu nav a[aria-current]")).to_have_text("Quotes")
    await page.get_by_label("Add a product").fill("LAMP")
    await page.get_by_label("Add a product").press("Enter")
    await expect(page.locator(".quote-line")).to_have_count(3)
    await page.get_by_label("Comment for the customer").press("Control+Enter")
    await expect(page.locator("h1")).to_contain_text("Draft")


async def _mail(shop: Shop, quote_id: str) -> str | None:
    found = (await shop.get("notifier", "/messages", document_id=quote_id))["items"]
    rows = await shop.query("notifier", TEXT_OF_MAIL, UUID(found[0]["message_id"])) if found else []
    return rows[0]["text"] if rows else None
