"""The look of documents as an owner changes it: a logo and a colour, seen on a sample before they are saved."""

import base64

from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.backoffice.test_settings_flows import stored, wrong
from tests.billing.test_look import picture

DOCUMENTS, SLIPS = "/settings/billing/documents", "/settings/fulfilment/slips"
SELLER, QUOTES = "/settings/billing/seller", "/settings/orders/quotes"


def as_a_script_sends_it(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


async def test_an_owner_gives_documents_a_logo_and_a_colour_and_takes_the_logo_back(shop: Services, seat: Seat) -> None:
    page = await (await seat("owner")).goto(DOCUMENTS)
    page.fill("Colour", "#ffcc00")
    page.type(page.one("[name=logo_content]"), as_a_script_sends_it(b"<svg/>"))
    await page.press("Save")
    assert page.status == 422
    assert "A logo is a whole PNG or JPEG picture" in wrong(page)["logo_file"]

    page.type(page.one("[name=logo_content]"), as_a_script_sends_it(picture()))
    await page.press("Save")
    assert wrong(page) == {"accent": "White letters are hard to read on this colour. Choose a darker one."}
    page.fill("Colour", "#1f4e79")
    await page.press("Save")
    assert "The settings are saved." in page.notice
    values = (await stored(shop, "documents"))["values"]
    (shown,) = {one.attributes["src"] for one in page.all("img.logo")}
    assert (values["accent"], shown) == ("#1F4E79", f"/settings/billing/logos/{values['logo']}")
    answer = await page.browser.get(shown)
    assert (answer.headers["content-type"], answer.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")

    page.check("Without a logo")
    await page.press("Save")
    assert (await stored(shop, "documents"))["values"] == {"accent": "#1F4E79", "logo": None}
    assert len(page.all("#versions img.logo")) == 2


async def test_a_sample_of_what_cannot_be_printed_says_why(shop: Services, seat: Seat) -> None:
    page = await (await seat("owner")).goto(DOCUMENTS)
    proof = page.all("form.of-settings [name=proof]")[0].attributes["value"]
    answer = await page.browser.post(f"{DOCUMENTS}/sample", proof=proof, accent="#FFCC00", language="en")
    assert answer.status_code == 422
    assert "Choose a darker one." in answer.text
    assert (await stored(shop, "documents"))["version"] == 0


async def test_slips_take_over_the_logo_and_colour_of_invoices_and_a_sample_shows_them_before_they_are_saved(
    shop: Services, seat: Seat
) -> None:
    page = await (await seat("owner", "fr")).goto(DOCUMENTS)
    page.type(page.one("[name=logo_content]"), as_a_script_sends_it(picture()))
    page.type(page.one("[name=accent]"), "#1f4e79")
    await page.press("Enregistrer")

    await page.goto(SLIPS)
    await page.press("Comme sur les factures")
    assert page.one("[name=accent]").value == "#1F4E79"
    taken = page.one("[name=logo]").value
    assert (await page.browser.get(f"/settings/fulfilment/logos/{taken}")).content[:3] == b"\xff\xd8\xff"
    assert (await stored(shop, "slips", service="fulfilment"))["version"] == 0
    proof = page.all("form.of-settings [name=proof]")[0].attributes["value"]
    sample = await page.browser.post(f"{SLIPS}/sample", proof=proof, accent="#1F4E79", logo=taken, language="fr")
    assert (sample.status_code, sample.content[:5]) == (200, b"%PDF-")
    await page.press("Enregistrer")
    assert (await stored(shop, "slips", service="fulfilment"))["values"] == {"accent": "#1F4E79", "logo": taken}


async def test_quotes_take_over_the_seller_and_the_look_of_invoices_and_it_is_told_where_the_seller_is_another(
    shop: Services, seat: Seat
) -> None:
    page = await (await seat("owner")).goto(DOCUMENTS)
    page.type(page.one("[name=logo_content]"), as_a_script_sends_it(picture()))
    await page.press("Save")
    await page.goto(SELLER)
    assert page.all("#other-seller") == []
    page.fill("Legal name", "Les Lampes SARL")
    page.fill("Town", "Rezé")
    await page.press("Save")
    await page.goto(SELLER)
    assert "“Quotes”" in page.text("#other-seller")
    await page.goto(QUOTES)
    assert "“Seller”" in page.text("#other-seller")

    await page.press("As on invoices")
    assert (page.one("[name=legal_name]").value, page.one("[name=city]").value) == ("Les Lampes SARL", "Rezé")
    proof = page.all("form.of-settings [name=proof]")[0].attributes["value"]
    typed = {name: page.one(f"[name={name}]").value for name in ("legal_name", "street", "logo", "valid_days")}
    sample = await page.browser.post(f"{QUOTES}/sample", proof=proof, language="fr", **typed)
    assert (sample.status_code, sample.content[:5]) == (200, b"%PDF-")
    page.fill("Valid for, in days", "0")
    await page.press("Save")
    assert "Give a whole number from 1 to 365" in wrong(page)["valid_days"]
    page.fill("Valid for, in days", "14")
    await page.press("Save")
    values = (await stored(shop, "quotes", service="orders"))["values"]
    assert (values["city"], values["valid_days"], len(values["logo"])) == ("Rezé", 14, 64)
    await page.goto(QUOTES)
    assert page.all("#other-seller") == []
    await page.goto("/quotes/new")
    assert page.one("[name=valid_until]").value == "2026-03-16"


async def test_mails_take_over_the_logo_of_invoices(shop: Services, seat: Seat) -> None:
    page = await (await seat("owner", "fr")).goto(DOCUMENTS)
    page.type(page.one("[name=logo_content]"), as_a_script_sends_it(picture()))
    await page.press("Enregistrer")
    await page.goto("/settings/notifier/mail")
    await page.press("Comme sur les factures")
    assert "Le logo est maintenant celui des factures." in page.text("main")
    await page.press("Enregistrer")
    logo = (await stored(shop, "mail", service="notifier"))["values"]["logo"]
    order = await shop.place()
    (message,) = (await shop.get("notifier", "/messages", order_id=order["order_id"]))["items"]
    framed = await page.browser.get(f"/messages/{message['message_id']}/html")
    assert 'src="data:image/jpeg;base64,' in framed.text
    assert logo not in framed.text
