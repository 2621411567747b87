"""Every word of the services' contracts, and every refusal a page can meet, is called something on the pages."""

import ast
import json
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from deploy.local.settings import REPOSITORY
from services.backoffice.accounts.model import Role
from services.backoffice.web.assets import ICONS
from services.backoffice.wording.sentences import label
from services.backoffice.wording.texts import texts_in
from services.backoffice.wording.vocabulary import DONE, HISTORY, LABELS, REFUSALS
from services.notifier.texts.variables import VARIABLES, names_of
from shared.scopes import SERVICES

KINDS = {
    "orders.Status": "status",
    "orders.PaymentStatus": "payment_status",
    "orders.PaymentState": "payment_status",
    "orders.ShipmentStatus": "shipment_status",
    "orders.CancelCode": "cancel_code",
    "orders.Hold": "hold",
    "orders.DeliveryKind": "delivery",
    "billing.DeliveryKind": "delivery",
    "notifier.DeliveryKind": "delivery",
    "orders.QuoteState": "quote",
    "orders.AddressUse": "address_use",
    "orders.ParkedState": "parked",
    "orders.StatusColour": "status_colour",
    "orders.TaskState": "task",
    "billing.PaymentStatus": "payment_status",
    "billing.PaymentState": "payment_status",
    "billing.DocumentKind": "document",
    "billing.CreditState": "credit",
    "billing.CreditRule": "credit_rule",
    "billing.InvoiceState": "invoice_state",
    "billing.EntryKind": "ledger",
    "billing.RefundState": "refund",
    "billing.Invoicing": "invoicing",
    "billing.WaitsFor": "waits_for",
    "billing.RateSource": "rate_source",
    "billing.VatExemption": "exemption",
    "billing.CountedFrom": "counted_from",
    "billing.Frozen": "reminder_frozen",
    "billing.ParkedState": "parked",
    "fulfilment.ShipmentStage": "shipment",
    "fulfilment.PickupState": "pickup",
    "fulfilment.StockColour": "stock",
    "fulfilment.Match": "carrier_match",
    "fulfilment.CheckDigit": "check_digit",
    "fulfilment.BackorderPolicy": "backorders",
    "fulfilment.ReservationState": "reservation",
    "fulfilment.EntryKind": "stock_entry",
    "fulfilment.ParkedState": "parked",
    "notifier.MessageState": "message",
    "notifier.MessageKind": "message_kind",
    "notifier.NotSentReason": "not_sent_reason",
    "notifier.ServerTrouble": "server_trouble",
    "notifier.Field": "text_part",
    "notifier.FaultKind": "text_fault",
    "notifier.ParkedState": "parked",
    "returns.ReturnState": "return",
    "returns.ReturnReason": "return_reason",
    "returns.ReturnOrigin": "return_origin",
    "returns.WhyReturned": "why_returned",
    "returns.Resolution": "resolution",
    "returns.UnitOutcome": "unit_outcome",
    "returns.Disposition": "disposition",
    "returns.WaitsFor": "return_waits_for",
    "returns.Step": "return_step",
    "returns.ReturnDecision": "return_decision",
    "returns.DecisionState": "return_decision_state",
    "returns.WayBack": "way_back",
    "returns.Approval": "approval",
    "returns.CaseState": "withdrawal",
    "returns.WithdrawalWay": "withdrawal_way",
    "returns.ParkedState": "parked",
}
"""The words of the contracts, and what the tables of labels call their kind."""

NOT_SHOWN = {"billing.OrderState", "billing.Operation", "billing.FileKind"} | {
    f"{service}.{name}" for service in SERVICES for name in ("PositionState", "Outcome")
}

NOT_TOLD = {
    "refused",  # the base of all: nothing is refused by this name
    "wrong-credentials",  # the sign-in has its own sentence for it
    *("bad-link", "link-expired"),  # the customer's page has its own sentences for them
    "second-factor-not-started",  # leads back to my settings
    # The pages always send these headers, and as they are to be.
    *("not-authenticated", "idempotency-key-missing", "idempotency-keys-differ", "precondition-required"),
    "bad-version",
    # Only who places orders sends these.
    *("wrong-price", "order-id-reused"),
    "invalid-number",  # brings its own sentence, beside its field
    "unreadable",  # the area of the page says so
    *("topic-missing", "offset-outside", "unavailable"),  # only `backshop offsets` asks for what these refuse
    "nothing-announced-again",  # only `backshop announce`
    # Whoever sends so much, or breaks off, gets no page, or one with a sentence of its own.
    *("request-too-large", "request-timeout", "upload-broken-off"),
    "not-older",  # and `backshop takeback` for what this does
}
"""Refusals which no page tells of."""


def _enums() -> dict[str, list[str]]:
    found = {}
    for path in (REPOSITORY / "contracts/http").glob("*.openapi.json"):
        schemas = json.loads(path.read_text())["components"]["schemas"]
        service = path.name.removesuffix(".openapi.json")
        actions = {_name_of_may(one) for one in schemas.values()}  # buttons have texts of their own
        words = {name: one["enum"] for name, one in schemas.items() if "enum" in one and name not in actions}
        found |= {f"{service}.{name}": enum for name, enum in words.items()}
    return found


def _name_of_may(schema: Any) -> str:
    """What the contracts call the actions in a field `may`, if the schema has one and they have a name."""
    return str(schema.get("properties", {}).get("may", {}).get("items", {}).get("$ref", "")).rpartition("/")[2]


ENUMS = _enums()


def test_every_kind_of_word_in_the_contracts_has_a_table() -> None:
    assert ENUMS.keys() - NOT_SHOWN == KINDS.keys() | {"orders.Action"}


@pytest.mark.parametrize("name", KINDS)
def test_every_word_of_the_contracts_has_a_label(name: str) -> None:
    assert [word for word in ENUMS[name] if word not in LABELS[KINDS[name]]] == []


def test_every_word_has_an_icon_and_a_tone_that_pages_know() -> None:
    words = [word for kind, table in LABELS.items() if kind != "status_colour" for word in table.values()]
    assert {word.icon for word in words} - {""} <= ICONS
    assert {word.tone for word in words} <= {"", "plain", "info", "good", "warning", "bad"}


def test_every_action_of_the_history_has_a_sentence() -> None:
    assert HISTORY.keys() == set(ENUMS["orders.Action"])


@pytest.mark.parametrize(
    ("kind", "noun", "done", "not_said"),
    [
        ("status", "une commande", {"cancelled": "Annulée", "completed": "Terminée"}, "é"),
        ("shipment_status", "une commande", {"shipped": "Expédiée"}, "é"),
        ("pickup_status", "une commande", {"shipped": "Retirée"}, "é"),
        ("pickup", "un bordereau", {"picked_up": "Retiré", "ready_for_pickup": "Prêt au retrait"}, "ée"),
        ("payment_status", "une commande", {"paid": "Payée", "not_paid": "Non payée"}, "é"),
        ("credit", "une facture", {"credited": "Créditée"}, "é"),
        ("shipment", "un bordereau", {"shipped": "Expédié", "void": "Annulé"}, "ée"),
        (
            "return",
            "un retour",
            {"cancelled": "Annulé", "declined": "Refusé", "closed": "Clos", "expired": "Expiré"},
            "ée",
        ),
        ("message", "un message", {"sent": "Envoyé", "not_sent": "Non envoyé"}, "ée"),
        ("quote", "un devis", {"converted": "Accepté", "declined": "Refusé", "expired": "Expiré"}, "ée"),
        ("account", "un compte", {"disabled": "Désactivé"}, "ée"),
    ],
)
def test_french_states_agree_with_what_they_are_said_of(
    kind: str, noun: str, done: dict[str, str], not_said: str
) -> None:
    texts = texts_in("fr", ZoneInfo("Europe/Paris"))
    said = {value: label(texts, kind, value).text for value in LABELS[kind]}
    assert said | done == said
    first_words = {text.removeprefix("Non ").split()[0] for text in said.values()}
    assert [word for word in first_words if word.endswith(not_said)] == [], noun


def test_every_role_has_a_name() -> None:
    assert LABELS["role"].keys() == set(Role)


def test_every_refusal_a_page_can_meet_has_a_sentence() -> None:
    refusals = set(_refusals())
    assert "over-crediting" in refusals
    assert refusals - NOT_TOLD - REFUSALS.keys() == set()
    assert NOT_TOLD & REFUSALS.keys() == set()


def test_sentences_end_as_sentences_do() -> None:
    for sentence in [*DONE.values(), *REFUSALS.values()]:
        assert sentence.endswith("."), sentence


def _refusals() -> Iterator[str]:
    """The types of all refusals of the services and what they share."""
    for path in [*(REPOSITORY / "services").rglob("*.py"), *(REPOSITORY / "shared").rglob("*.py")]:
        for found in ast.walk(ast.parse(path.read_text())):
            if isinstance(found, ast.ClassDef):
                yield from (_text(line.value) for line in found.body if _is_type(line))


def _is_type(line: Any) -> bool:
    return (
        isinstance(line, ast.Assign)
        and [getattr(target, "id", None) for target in line.targets] == ["type"]
        and isinstance(line.value, ast.Constant)
    )


def _text(value: Any) -> str:
    return str(value.value)


def test_every_variable_of_a_text_is_called_something() -> None:
    assert {name for kind in VARIABLES for name in names_of(kind)} <= LABELS["text_variable"].keys()
