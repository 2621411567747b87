"""Settings as an owner sees and changes them, in both languages and without scripts."""

from typing import Any

import pytest

from services.backoffice.accounts.model import SCOPES, Role
from services.backoffice.pages.settings.sections import SECTIONS
from services.backoffice.web.service_clients import ServiceClients, ServiceUnavailable
from services.backoffice.wording.vocabulary import FIELDS, LABELS
from tests.backoffice.conftest import Seat
from tests.backoffice.elements import Element
from tests.backoffice.office import Office, alert_of
from tests.backoffice.pages import Page
from tests.backoffice.services import Services
from tests.support.languages import Says, in_both, in_one
from tests.support.service import token

IN_BOTH = in_both()
INVOICES = "/settings/billing/invoices"


async def stored(shop: Services, name: str = "invoices", *, service: str = "billing") -> dict[str, Any]:
    sections = (await shop.get(service, "/settings"))["sections"]
    found: dict[str, Any] = next(one for one in sections if one["name"] == name)
    return found


async def somebody_saves(shop: Services, email: str, **values: Any) -> None:
    section = await stored(shop)
    headers = {
        "If-Match": f'"{section["version"]}"',
        "Authorization": f"Bearer {token('billing:settings', subject=email)}",
    }
    answer = await shop["billing"].http.put("/settings/invoices", json=section["values"] | values, headers=headers)
    assert answer.is_success, answer.text


def wrong(page: Page) -> dict[str, str]:
    """What stands beside each field that is wrong."""
    return {
        field.attributes["name"]: page.text(f"#{field.attributes['name']}-wrong")
        for field in page.all("[aria-invalid=true]")
    }


def row(page: Page, version: int) -> Element:
    return page.one(f"#version-{version}")


@IN_BOTH
async def test_an_owner_changes_when_invoices_are_made_and_reads_who_changed_it(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await (await seat("owner", language)).goto("/")
    await page.follow(says["Settings"], within="nav")
    assert says["As the shop was set up"] in page.text("#section-invoices")
    await page.follow(says["Invoices"], within="#section-invoices")
    page.fill(says["Invoices are made"], "by_hand")
    page.fill(says["Days to pay"], "14")
    assert page.value(says["Written off at most"]) == ("1,00" if language == "fr" else "1.00")
    page.fill(says["Written off at most"], "2,50" if language == "fr" else "2.50")
    await page.press(says["Save"])
    assert says["The settings are saved."] in page.notice
    assert "owner person" in page.text("#changed")
    assert page.value(says["Days to pay"]) == "14"
    changes = row(page, 1).text
    assert {
        "en": "Days to pay: 30 → 14",
        "fr": "Délai de paiement en jours : 30 → 14",
    }[language] in changes
    assert {"en": "Written off at most: 1.00 → 2.50", "fr": "Passé en perte au plus : 1,00 → 2,50"}[language] in changes
    assert {"en": "By hand, on the order’s page", "fr": "À la main, sur la page de la commande"}[language] in changes

    section = await stored(shop)
    assert (section["version"], section["changed_by"]) == (1, f"owner-{language}@shop.example")
    assert section["values"] == {
        "invoicing": "by_hand",
        "payment_days": 14,
        "greatest_write_off": "2.50",
        "invoice_prefix": "FA",
        "credit_prefix": "AV",
    }


@IN_BOTH
async def test_who_saves_over_somebody_elses_change_sees_both_first(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await (await seat("owner", language)).goto(INVOICES)
    page.fill(says["Days to pay"], "14")
    await seat("owner", email="bob@shop.example")
    await somebody_saves(shop, "bob@shop.example", payment_days=7, invoice_prefix="F")
    await page.press(says["Save"])
    assert page.status == 412
    assert {
        "en": "owner person has changed this meanwhile, 2 Mar 2026, 11:00.",
        "fr": "owner person a modifié ceci entre-temps, le 2 mars 2026, 11:00.",
    }[language] in page.alert
    assert (page.value(says["Days to pay"]), page.text("#payment_days-theirs")) == (
        "14",
        {"en": "Now saved: 7", "fr": "Valeur enregistrée : 7"}[language],
    )
    assert (page.value(says["Prefix of invoices"]), page.text("#invoice_prefix-theirs")[-3:]) == ("FA", ": F")
    assert page.all("#credit_prefix-theirs") == []
    assert (await stored(shop))["version"] == 1

    await page.press(says["Save over it"])
    assert says["The settings are saved."] in page.notice
    section = await stored(shop)
    assert (section["version"], section["values"]["payment_days"], section["values"]["invoice_prefix"]) == (2, 14, "FA")


async def test_ones_own_change_in_another_window_is_told_as_such(shop: Services, seat: Seat) -> None:
    page = await (await seat("owner")).goto(INVOICES)
    await somebody_saves(shop, "owner-en@shop.example", payment_days=7)
    await page.press("Save")
    assert "You have changed this meanwhile, in another window" in page.alert


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


@in_one("fr")
async def test_an_owner_says_who_writes_to_customers_and_which_mails_go_by_themselves(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await (await seat("owner", language)).goto("/settings")
    await page.follow("E-mails aux clients", within="#section-mail")
    page.fill("Expéditeur des e-mails", "bonjour")
    page.fill("Lieu de retrait des commandes", "2 quai de la Fosse\n44000 Nantes")
    await page.press(says["Save"])
    assert wrong(page) == {
        "mail_from": "Expéditeur des e-mails : cela n’est pas valable. Par exemple : bonjour@lampes.example"
    }
    page.fill("Expéditeur des e-mails", "bonjour@lampes.example")
    page.fill("Envoyer d’office les factures et les notes de crédit", "")
    page.fill("Écrire au client quand une partie de sa commande est partie", "")
    page.fill("Écrire au client quand un envoi est livré", "yes")
    await page.press(says["Save"])
    assert says["The settings are saved."] in page.notice
    assert "Envoyer d’office les factures et les notes de crédit : oui → non" in row(page, 1).text
    assert (await stored(shop, "mail", service="notifier"))["values"] == {
        "mail_from": "bonjour@lampes.example",
        "pickup_address": "2 quai de la Fosse\n44000 Nantes",
        "mails_about_documents": False,
        "mails_shipped": True,
        "mails_partly_shipped": False,
        "mails_sent_again": True,
        "mails_delivered": True,
        "low_stock_to": None,
        "low_stock_language": "fr",
    }


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


@in_one("fr")
async def test_the_seller_is_changed_on_the_next_invoice_and_on_no_issued_one(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    before = (await shop.place())["order_id"]
    page = await (await seat("owner", language)).goto("/settings/billing/seller")
    page.fill("Dénomination sociale", "Les Lampes SAS")
    page.fill("Numéro de TVA", "FR 44 732 829 320")
    page.check("Option pour la TVA d’après les débits")
    await page.press(says["Save"])
    assert says["The settings are saved."] in page.notice
    assert "oui" in row(page, 1).text
    assert page.value("Numéro de TVA") == "FR44732829320"
    after = (await shop.place())["order_id"]
    names = {}
    for invoice in (await shop.get("billing", "/invoices"))["items"]:
        names[invoice["order_id"]] = (invoice["seller"]["name"], invoice["seller"]["vat_on_debits"])
    assert names == {before: ("Arrière-boutique SARL", False), after: ("Les Lampes SAS", True)}


async def test_nobody_but_the_owner_sees_or_changes_settings(office: Office, shop: Services) -> None:
    for role in Role:
        desk = await office.desk(role)
        home = await desk.get("/")
        assert ('href="/settings"' in home.text) == (role is Role.OWNER), role
        if role is Role.OWNER:
            continue
        assert "billing:settings" not in SCOPES[role]
        fields = {"version": "0", "invoicing": "by_hand", "payment_days": "1"}
        for answer in (await desk.get("/settings"), await desk.get(INVOICES), await desk.send(INVOICES, **fields)):
            assert (answer.status_code, alert_of(answer)) == (403, "Your role does not allow this."), role
    assert (await stored(shop))["version"] == 0


async def test_older_changes_are_on_the_next_page(shop: Services, seat: Seat) -> None:
    for days in range(21):
        await somebody_saves(shop, "bob", payment_days=days)
    page = await (await seat("owner")).goto(INVOICES)
    assert len(page.all("#versions tbody tr")) == 20
    await page.follow("Older")
    assert row(page, 1).text.endswith("Days to pay: 30 → 0 bob")


async def test_what_the_form_does_not_show_stays_as_it_is(shop: Services, seat: Seat, monkeypatch: Any) -> None:
    await somebody_saves(shop, "bob", credit_prefix="AVO")
    shown = SECTIONS[0]
    without = shown._replace(groups=shown.groups[:1])
    monkeypatch.setattr("services.backoffice.pages.settings.sections.SECTIONS", (without,))
    page = await (await seat("owner")).goto(INVOICES)
    page.fill("Days to pay", "9")
    await page.press("Save")
    assert (await stored(shop))["values"] | {"invoicing": ""} == {
        "invoicing": "",
        "payment_days": 9,
        "greatest_write_off": "1.00",
        "invoice_prefix": "FA",
        "credit_prefix": "AVO",
    }


async def test_where_billing_does_not_answer_what_was_typed_stays_and_may_be_sent_again(
    shop: Services, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await (await seat("owner")).goto(INVOICES)
    page.fill("Days to pay", "9")
    put = ServiceClients.put

    async def put_without_answer(*args: Any, **more: Any) -> Any:
        await put(*args, **more)
        raise ServiceUnavailable("billing")

    monkeypatch.setattr(ServiceClients, "put", put_without_answer)
    await page.press("Save")
    assert page.status == 503
    assert "Billing has not answered yet. It may have been done" in page.alert
    assert page.value("Days to pay") == "9"
    monkeypatch.setattr(ServiceClients, "put", put)
    await page.press("Save")
    assert "The settings are saved." in page.notice
    assert (await stored(shop))["version"] == 1


async def test_there_are_no_other_sections(shop: Services, seat: Seat) -> None:
    page = await seat("owner")
    for address in ("/settings/billing/stock", "/settings/orders/invoices", "/settings/x/y"):
        await page.goto(address)
        assert page.status == 404


async def test_every_setting_that_staff_may_change_is_on_a_page_with_its_words(shop: Services) -> None:
    for section in SECTIONS:
        values = (await stored(shop, section.name, service=section.service))["values"]
        assert [field.name for field in section.fields if field.name not in values] == []
        assert values.keys() - {field.name for field in section.fields} == set()
        for field in section.fields:
            assert field.name in FIELDS
            assert field.kind != "choice" or field.name in LABELS
