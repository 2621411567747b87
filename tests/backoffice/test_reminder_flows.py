"""Reminders on the pages: what is overdue, the mail before it is sent, why none is, and when they go by themselves."""

from datetime import timedelta
from typing import Any

import pytest

from services.billing.usecases.find_overdue import find_overdue
from services.billing.usecases.remind import remind_overdue
from services.notifier.reminders.store import find_said
from shared.clock import now
from shared.schemas.billing import ReminderContent
from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.bodies import ZOE
from tests.support.languages import Says, in_both

IN_BOTH = in_both()


async def late(shop: Services, monkeypatch: pytest.MonkeyPatch, *, days: int = 40, **changes: Any) -> dict[str, Any]:
    """An order whose invoice of 38.30 was due ten days ago."""
    order = await shop.place(language="fr", **changes)
    then = now() + timedelta(days=days)
    monkeypatch.setattr("services.billing.usecases.find_overdue.now", lambda: then)
    monkeypatch.setattr("services.billing.reminders.follow.now", lambda: then)
    monkeypatch.setattr("services.billing.reminders.today.now", lambda: then.replace(hour=10))
    while not await find_overdue(shop["billing"].database):
        pass
    return order


@IN_BOTH
async def test_what_is_overdue_is_listed_and_reminded_of_by_itself(
    shop: Services, seat: Seat, language: str, says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await late(shop, monkeypatch)
    page = await (await seat("owner", language)).goto("/settings/billing/reminders")
    page.check({"en": "Send reminders by themselves", "fr": "Envoyer les rappels automatiquement"}[language])
    await page.press({"en": "Save", "fr": "Enregistrer"}[language])
    assert page.notice.startswith({"en": "The settings are saved.", "fr": "Les paramètres sont enregistrés."}[language])
    assert {"en": "yes", "fr": "oui"}[language] in page.text("#versions")

    await page.goto("/overdue")
    row = page.text("#list tbody tr").replace("\N{NO-BREAK SPACE}", " ")
    assert order["number"] in row
    assert {"en": "None yet", "fr": "Aucun"}[language] in row
    assert {"en": "10 days late", "fr": "10 jours de retard"}[language] in row
    await remind_overdue(shop["billing"].database)
    await shop.hand_on()
    await page.goto("/overdue?level=1")
    assert {"en": "Level 1", "fr": "Niveau 1"}[language] in page.text("#list tbody tr")
    await page.goto("/overdue?level=3")
    assert page.all("#list tbody tr") == []

    await page.goto(f"/orders/{order['order_id']}")
    told = page.text("#reminders")
    assert {"en": "overdue since", "fr": "en retard depuis"}[language] in told
    assert {"en": "level 2", "fr": "niveau 2"}[language] in told
    assert {"en": "Reminder of level 1", "fr": "Rappel de niveau 1"}[language] in page.text("#reminders-sent")
    assert {"en": "Payment reminder of level 1:", "fr": "Rappel de paiement de niveau 1"}[language] in " ".join(
        day.text for day in page.all(".history")
    )
    home = await page.goto("/")
    assert home.text("#tile-overdue .figure") == "1"


async def test_before_its_day_is_over_the_customer_is_told_until_when_it_is_to_be_paid(
    shop: Services, seat: Seat
) -> None:
    order = await shop.place(language="fr")
    page = await (await seat("accounting", "en")).goto(f"/orders/{order['order_id']}")
    await page.follow("Send a payment reminder")
    assert [one.text for one in page.all("[name=text_no] option")] == ["Payment notice"]
    assert page.text("#text-hint").startswith("Nothing is overdue yet")
    assert f"Règlement de votre commande {order['number']}, au plus tard le" in page.text("#preview dl")
    await page.press("Send the reminder")
    assert page.notice.startswith("The reminder is on its way to the customer.")
    await shop.hand_on()
    assert len((await shop.get("notifier", "/messages", kind="payment_notice"))["items"]) == 1


async def test_staff_see_the_mail_choose_its_text_and_send_it_once(
    shop: Services, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await late(shop, monkeypatch)
    await shop.post("billing", f"/orders/{order['order_id']}/reminders", {})
    later = now() + timedelta(days=45)
    monkeypatch.setattr("services.billing.reminders.today.now", lambda: later.replace(hour=10))
    page = await (await seat("accounting", "en")).goto(f"/orders/{order['order_id']}")
    await page.follow("Send a payment reminder")
    assert f"Rappel : votre commande {order['number']}" in page.text("#preview dl")
    assert [one.text for one in page.all("[name=text_no] option")] == ["Payment reminder", "Second payment reminder"]
    page.fill("Text", "Second payment reminder")
    await page.press("Show this text")
    assert "Deuxième rappel" in page.text("#preview dl")
    await page.press("Send the reminder")
    assert page.notice.startswith("The reminder is on its way to the customer.")
    await shop.hand_on()
    (sent,) = (await shop.get("notifier", "/messages", kind="second_reminder"))["items"]
    assert (sent["order_id"], sent["state"]) == (order["order_id"], "queued")
    async with shop["notifier"].reading() as queries:
        reminder_id = await queries.fetchval("SELECT reminder_id FROM reminders ORDER BY reminder_id DESC LIMIT 1")
        said = await find_said(queries, reminder_id)
    still = (await shop.get("billing", f"/reminders/{reminder_id}"))["content"]
    assert ReminderContent.model_validate(still) == said
    await page.goto(f"/orders/{order['order_id']}/remind")
    assert page.status == 409
    assert page.alert.startswith(
        "This customer was reminded a short while ago: between two reminders are 48 hours, by the settings."
        " The next one may be sent from "
    )


@pytest.mark.parametrize(
    ("then", "why"),
    [
        ("held", "Cette commande est en pause. Reprenez-la d’abord."),
        ("pending", "Un paiement est déjà en route. Saisissez-le d’abord, ou indiquez qu’il a échoué."),
        ("paid", "Rien n’est dû pour cette commande."),
        (
            "addressless",
            "Le client n’a pas d’adresse e-mail : ajoutez-en une d’abord, par « Modifier le client » sur la commande.",
        ),
    ],
)
async def test_who_asks_for_a_reminder_that_may_not_be_reads_why(
    shop: Services, seat: Seat, then: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await shop.place()
    path = f"/orders/{order['order_id']}"
    match then:
        case "held":
            await shop.post("orders", f"{path}/hold", {"reason": "adresse"})
            await shop.hand_on()
        case "pending":
            await shop.post("billing", f"{path}/payments/expect", {})
        case "paid":
            await shop.post("billing", f"{path}/payments", {})
        case "addressless":
            order = await late(shop, monkeypatch, customer={**ZOE, "email": None})
            path = f"/orders/{order['order_id']}"
            overdue = await (await seat("owner", "fr")).goto("/overdue")
            assert "Pas d’adresse e-mail" in overdue.text("#list tbody")
            shown = await (await seat("accounting", "en")).goto(path)
            assert "No reminder is sent: the customer has no e-mail address." in shown.text("#reminders")
    page = await (await seat("accounting", "fr")).goto(f"{path}/remind")
    assert (page.status, page.heading, page.alert) == (409, "Envoyer un rappel de paiement", why)


async def test_levels_that_would_never_come_are_refused_beside_their_field(shop: Services, seat: Seat) -> None:
    page = await (await seat("owner", "en")).goto("/settings/billing/reminders")
    values = (await shop.get("billing", "/settings"))["sections"]
    (stored,) = [one["values"] for one in values if one["name"] == "reminders"]
    assert (stored["automatic"], stored["level_1_text"], stored["due_since"]) == (False, 1, None)
    page.type(page.one("[name=level_1_from]"), "previous")
    await page.press("Save")
    assert page.status == 422
    assert page.text("#level_1_from-wrong") == "This is the first reminder: it cannot count from the one before it."


async def test_who_may_not_write_in_the_books_is_offered_no_reminder(shop: Services, seat: Seat) -> None:
    order = await shop.place()
    page = await (await seat("warehouse", "en")).goto(f"/orders/{order['order_id']}")
    assert page.links("Send a payment reminder") == []
    await page.goto(f"/orders/{order['order_id']}/remind")
    assert (page.status, page.alert) == (409, "Your role does not allow this.")


async def test_the_changes_of_the_settings_say_of_which_level(shop: Services, seat: Seat) -> None:
    page = await (await seat("owner", "fr")).goto("/settings/billing/reminders")
    page.type(page.one("[name=level_2_task]"), "Appeler le client")
    await page.press("Enregistrer")
    assert page.text("#version-1 .what").startswith("Niveau 2, Tâche pour l’équipe")
