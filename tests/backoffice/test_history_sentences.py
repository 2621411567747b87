"""The sentences of the history fit what the orders service says of each action."""

import re
from zoneinfo import ZoneInfo

import pytest

from services.backoffice.wording.sentences import HISTORY, history_sentence, history_typed, reason
from services.backoffice.wording.texts import Texts, texts_in
from services.orders.order.details import DETAILS
from services.orders.order.history import Action
from services.orders.usecases import follow_withdrawals
from shared.schemas.values import Language


def test_every_action_has_a_sentence() -> None:
    assert set(HISTORY) == set(Action)


@pytest.mark.parametrize("action", Action)
def test_a_sentence_names_only_what_its_action_says(action: Action) -> None:
    named = set(re.findall(r"%\((\w+)\)s", HISTORY[action]))
    assert named <= set(DETAILS[action].model_fields if action in DETAILS else ())


@pytest.mark.parametrize(
    ("language", "failed", "came_back"),
    [
        (
            "en",
            "The refund of €12.00 failed",
            "The refund of €12.00, which had been given, came back: it is owed again",
        ),
        (
            "fr",
            "Le remboursement de 12,00\N{NO-BREAK SPACE}€ a échoué",
            "Le remboursement de 12,00\N{NO-BREAK SPACE}€, qui avait été versé, est revenu\N{NO-BREAK SPACE}:"
            " il est de nouveau dû",
        ),
    ],
)
def test_a_refund_that_came_back_is_told_apart_from_one_that_never_went(
    language: Language, failed: str, came_back: str
) -> None:
    texts = Texts(language, ZoneInfo("Europe/Paris"))
    told = {"amount": "12.00", "currency": "EUR", "failure": "the account is closed", "came_back_at": None}
    assert history_sentence(texts, "refund_failed", told, "EUR") == failed
    told["came_back_at"] = "2026-03-05T22:00:00Z"
    assert history_sentence(texts, "refund_failed", told, "EUR") == came_back


@pytest.mark.parametrize(("language", "said"), [("en", "Reason: Order changed"), ("fr", "Motif : Commande modifiée")])
def test_why_an_edit_credited_an_invoice_is_told_in_the_readers_language(language: Language, said: str) -> None:
    texts = Texts(language, ZoneInfo("Europe/Paris"))
    for kept in ("Commande modifiée", "Order changed"):
        typed = history_typed(texts, "credited", {"reason": kept})
        assert [one.replace("\N{NO-BREAK SPACE}", " ") for one in typed] == [said]


@pytest.mark.parametrize("written_in", ["en", "fr"])
def test_what_a_withdrawal_asks_for_is_read_in_the_language_of_its_reader(written_in: Language) -> None:
    """Orders keep it in the language of the order, as nobody types it."""
    place = ZoneInfo("Europe/Paris")
    off = f"{follow_withdrawals._TAKE_OFF[written_in]} 1 × Sac besace"
    assert [reason(texts_in(reader, place), off) for reader in ("en", "fr")] == [
        "withdrawal by the customer: take off 1 × Sac besace",
        "rétractation du client\xa0: à retirer 1 × Sac besace",
    ]
    assert [reason(texts_in(reader, place), follow_withdrawals._WITHDRAWN[written_in]) for reader in ("en", "fr")] == [
        "withdrawal by the customer",
        "rétractation du client",
    ]
