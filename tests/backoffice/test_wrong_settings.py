"""Settings that cannot be: told beside their fields, and what was typed stays."""

from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.backoffice.settings_page import INVOICES, row, stored, wrong
from tests.support.languages import Says, in_both, in_one

IN_BOTH = in_both()


@IN_BOTH
async def test_each_value_that_cannot_be_is_told_beside_its_field_and_what_was_typed_stays(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await (await seat("owner", language)).goto("/settings/billing/seller")
    page.fill("SIREN", "732829321")
    page.fill({"en": "Country", "fr": "Pays"}[language], "France")
    page.fill("IBAN", "FR00")
    await page.press(says["Save"])
    assert page.status == 422
    assert wrong(page) == {
        "siren": {
            "en": "SIREN: these digits do not belong together; one is mistyped. For example: 732829320",
            "fr": "SIREN : ces chiffres ne vont pas ensemble ; il y a une faute de frappe. Par exemple : 732829320",
        }[language],
        "country": {
            "en": "Country: this is not valid. For example: FR",
            "fr": "Pays : cela n’est pas valable. Par exemple : FR",
        }[language],
        "iban": {
            "en": "IBAN: these digits do not belong together; one is mistyped."
            " For example: FR76 3000 6000 0112 3456 7890 189",
            "fr": "IBAN : ces chiffres ne vont pas ensemble ; il y a une faute de frappe."
            " Par exemple : FR76 3000 6000 0112 3456 7890 189",
        }[language],
    }
    assert page.value("SIREN") == "732829321"
    assert (await stored(shop, "seller"))["version"] == 0


@IN_BOTH
async def test_days_that_are_none_are_told_beside_their_field(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await (await seat("owner", language)).goto(INVOICES)
    said = {"en": "Give a whole number from 0 to 60", "fr": "Donnez un nombre entier de 0 à 60"}[language]
    for typed in ("soon", "61", "-1", ""):
        page.fill(says["Days to pay"], typed)
        await page.press(says["Save"])
        assert (page.status, wrong(page)) == (422, {"payment_days": said}), typed


@in_one("fr")
async def test_a_mistyped_vat_number_or_postcode_is_told_beside_its_field(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await (await seat("owner", language)).goto("/settings/billing/seller")
    page.fill("Numéro de TVA", "FR45732829320")
    await page.press(says["Save"])
    said = "Ces chiffres ne vont pas ensemble ; il y a une faute de frappe."
    assert (page.status, wrong(page)) == (422, {"vat_number": said})
    page.fill("Numéro de TVA", "FR44732829320")
    page.fill("Code postal", "1")
    await page.press(says["Save"])
    said = "Un code postal français a cinq chiffres, par exemple 44000."
    assert (page.status, wrong(page), page.value("Code postal")) == (422, {"postal_code": said}, "1")


async def test_a_small_business_leaves_its_vat_number_empty_and_nobody_else(shop: Services, seat: Seat) -> None:
    page = await (await seat("owner")).goto("/settings/billing/seller")
    page.fill("VAT number", "")
    await page.press("Save")
    said = "Fill this in: only a small business without VAT may be without a VAT number."
    assert (page.status, wrong(page)) == (422, {"vat_number": said})
    page.check("Small business without VAT (article 293 B of the CGI)")
    await page.press("Save")
    assert "VAT number: FR44732829320 → –" in row(page, 1).text
    assert page.all("#taxed") == []
    await shop.place()
    (invoice,) = (await shop.get("billing", "/invoices"))["items"]
    await page.goto(f"/documents/{invoice['document_id']}")
    assert "SIREN 732829320" in page.text("article footer")
    assert "VAT number" not in page.text("article footer")
    assert page.text("#taxed").startswith("This invoice bears VAT though its seller charges none")
    await page.goto("/settings/billing/seller")
    assert "invoice FA-2026-000001 of 2 Mar 2026 bears €5.42 of it" in page.text("#taxed")
    await shop.post("billing", "/credit-notes", {"invoice_id": invoice["document_id"], "amount": "38.30"})
    await page.goto(f"/documents/{invoice['document_id']}")
    assert page.all("#taxed") == []


async def test_a_prefix_of_other_documents_is_told_beside_its_field(shop: Services, seat: Seat) -> None:
    page = await (await seat("owner")).goto(INVOICES)
    page.fill("Prefix of invoices", "AV")
    await page.press("Save")
    assert wrong(page) == {"invoice_prefix": "Other documents have this prefix. Choose another one."}
