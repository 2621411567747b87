"""Settings as an owner sees and changes them, in both languages and without scripts."""

from typing import Any

import pytest

from services.backoffice.accounts.model import SCOPES, Role
from services.backoffice.pages.settings.sections import SECTIONS
from services.backoffice.web.service_clients import ServiceClients, ServiceUnavailable
from services.backoffice.wording.vocabulary import FIELDS, LABELS
from tests.backoffice.conftest import Seat
from tests.backoffice.office import Office, alert_of
from tests.backoffice.services import Services
from tests.backoffice.settings_page import INVOICES, row, stored, wrong
from tests.support.languages import Says, in_both, in_one
from tests.support.service import token

IN_BOTH = in_both()


async def somebody_saves(shop: Services, email: str, **values: Any) -> None:
    section = await stored(shop)
    headers = {
        "If-Match": f'"{section["version"]}"',
        "Authorization": f"Bearer {token('billing:settings', subject=email)}",
    }
    answer = await shop["billing"].http.put("/settings/invoices", json=section["values"] | values, headers=headers)
    assert answer.is_success, answer.text


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
        "mail_reply_to": None,
        "pickup_address": "2 quai de la Fosse\n44000 Nantes",
        "mails_confirmed": True,
        "mails_cancelled": True,
        "mails_changed": True,
        "mails_paid": True,
        "mails_refunded": True,
        "mails_return_requested": True,
        "mails_returns": True,
        "mails_return_received": True,
        "mails_about_documents": False,
        "mails_shipped": True,
        "mails_partly_shipped": False,
        "mails_sent_again": True,
        "mails_delivered": True,
        "mails_pickup_ready": True,
        "logo": None,
        "low_stock_to": None,
        "returns_to": None,
        "low_stock_language": "fr",
    }


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
