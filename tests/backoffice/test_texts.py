"""Dates, numbers and amounts as each language writes them, and sentences with them."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from services.backoffice.wording import sentences
from services.backoffice.wording.faults import Fault
from services.backoffice.wording.texts import Texts, best_language
from services.backoffice.wording.vocabulary import LABELS
from shared.schemas.notifier import WhyFailed

SHOP = ZoneInfo("Europe/Paris")
EN, FR = Texts("en", SHOP), Texts("fr", SHOP)


@pytest.mark.parametrize(
    ("amount", "currency", "english", "french"),
    [
        ("1234.5", "EUR", "€1,234.50", "1\u202f234,50\u00a0€"),
        ("-12.30", "EUR", "−€12.30", "−12,30\u00a0€"),
        ("0.00", "EUR", "€0.00", "0,00\u00a0€"),
        ("5000", "JPY", "JP¥5,000", "5\u202f000\u00a0JPY"),
        ("12.345", "KWD", "KWD12.345", "12,345\u00a0KWD"),
    ],
)
def test_amounts_have_their_currencys_decimals(amount: str, currency: str, english: str, french: str) -> None:
    assert (EN.money(amount, currency), FR.money(amount, currency)) == (english, french)


def test_numbers_and_rates() -> None:
    assert (EN.number(12345), FR.number(12345)) == ("12,345", "12\u202f345")
    assert (EN.percent("20"), FR.percent("20")) == ("20%", "20\u00a0%")
    assert (EN.percent("5.5"), FR.percent("5.5")) == ("5.5%", "5,5\u00a0%")


def test_days_and_times_are_those_of_the_shop() -> None:
    just_before_midnight_in_london = "2026-11-23T23:30:00+00:00"
    assert EN.moment(just_before_midnight_in_london) == "24 Nov 2026, 00:30"
    assert FR.moment(just_before_midnight_in_london) == "24 nov. 2026, 00:30"
    assert (EN.day("2026-08-01"), FR.day(date(2026, 8, 1))) == ("1 Aug 2026", "1er août 2026")
    assert (EN.short_day("2026-11-23"), FR.short_day("2026-11-23")) == ("23 Nov", "23 nov.")
    assert (EN.short_day("2026-10-01"), FR.short_day("2026-10-01")) == ("1 Oct", "1er oct.")
    assert (FR.day("9999-12-31T23:30:00Z"), EN.day("0001-01-01T00:00:00+00:00")) == ("31 déc. 9999", "1 Jan 1")


def test_a_badge_agrees_with_what_it_is_on() -> None:
    assert sentences.label(FR, "status", "cancelled").text == "Annulée"
    assert sentences.label(FR, "return", "cancelled").text == "Annulé"
    assert sentences.label(FR, "shipment", "shipped").text == "Expédié"
    assert sentences.label(FR, "stock_entry", "shipped").text == "Expédié"
    assert sentences.label(EN, "return", "cancelled").text == "Cancelled"


def test_a_word_that_the_pages_do_not_know_yet_is_shown_as_it_is() -> None:
    assert sentences.label(FR, "status", "on_the_moon").text == "on_the_moon"
    assert sentences.history_sentence(FR, "sent_to_the_moon", None, "EUR") == "sent_to_the_moon"


def test_the_history_writes_amounts_and_kinds_of_messages_in_the_readers_language() -> None:
    credited = {"number": "AV-2026-000001", "gross": "1234.50", "currency": "EUR"}
    assert sentences.history_sentence(EN, "credited", credited, "EUR") == "Credit note AV-2026-000001 issued: €1,234.50"
    assert sentences.history_sentence(FR, "credited", credited, "EUR") == (
        "Note de crédit AV-2026-000001 émise\u00a0: 1\u202f234,50\u00a0€"
    )
    sent = {"kind": "order_confirmation"}
    assert (
        sentences.history_sentence(FR, "message_sent", sent, "EUR") == "Message envoyé\u00a0: Confirmation de commande"
    )


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("refused by the mail server: 550 5.1.2", "Erreur : Refusé par le serveur de messagerie : 550 5.1.2"),
        ("given up after repeated attempts: 452", "Erreur : Abandonné après plusieurs tentatives : 452"),
        ("its PDF did not come: ConnectError", "Erreur : Son PDF n’est pas arrivé : ConnectError"),
        ("what a later version says: 42", "Erreur : what a later version says : 42"),
        ("no colon", "Erreur : no colon"),
    ],
)
def test_why_a_message_failed_is_read_in_the_readers_language(error: str, said: str) -> None:
    (typed,) = sentences.history_typed(FR, "message_failed", {"kind": "shipped", "error": error})
    assert typed.replace("\N{NO-BREAK SPACE}", " ") == said


def test_each_way_in_which_a_message_fails_has_its_words() -> None:
    assert LABELS["why_failed"].keys() == set(WhyFailed)


@pytest.mark.parametrize(
    ("status", "undeliverable", "said"),
    [
        ("5.1.1", True, "Erreur : Cette adresse n’existe pas : 5.1.1. Plus rien n’y part tout seul."),
        ("5.2.2", False, "Erreur : La boîte de réception est pleine : 5.2.2"),
        ("5.7.1", False, "Erreur : L’e-mail n’y est pas le bienvenu : 5.7.1"),
        ("5.9.9", False, "Erreur : Il n’a pas pu être remis : 5.9.9"),
        ("", False, "Erreur : Il n’a pas pu être remis"),
    ],
)
def test_why_a_message_came_back_is_read_in_the_readers_language(status: str, undeliverable: bool, said: str) -> None:
    detail = {"kind": "shipped", "status": status, "undeliverable": undeliverable}
    (typed,) = sentences.history_typed(FR, "message_bounced", detail)
    assert typed.replace("\N{NO-BREAK SPACE}", " ") == said


def test_who_fills_in_a_form_wrongly_is_told_which_field_it_is() -> None:
    detail, fault = "body/amount: Input should be a valid decimal", Fault("amount", "value_error")
    assert sentences.refusal(EN, "invalid-request", detail, fault) == "Amount: this is not valid."
    assert sentences.refusal(FR, "invalid-request", detail, fault) == "Montant\u00a0: cela n’est pas valable."
    assert sentences.refusal(FR, "moon-is-full", "the moon is full") == "the moon is full"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "fr"), ("de", "fr"), ("en-GB,en;q=0.9,fr;q=0.8", "en"), ("de-CH, FR-CH;q=0.9, en", "fr")],
)
def test_a_browser_is_answered_in_the_first_of_its_languages_that_we_have(accepted: str, language: str) -> None:
    assert best_language(accepted) == language
