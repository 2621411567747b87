"""What the pages say: states, entries of the history, refusals, in the reader's language."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from services.backoffice.wording.customers import CHANGED
from services.backoffice.wording.faults import Fault
from services.backoffice.wording.label import Label
from services.backoffice.wording.texts import Texts
from services.backoffice.wording.vocabulary import (
    ANSWERED,
    AT_MOST,
    AT_ONCE,
    BY_EDIT,
    CAME_BACK,
    EXAMPLE,
    EXPIRED,
    FIELDS,
    HISTORY,
    LABELS,
    NO_SLIPS,
    NOT_VALID,
    NOTHING_SENT_THERE,
    OF_A_PICKUP,
    REFUSALS,
    REMINDED_BESIDE,
    REMINDED_BY_SCHEDULE,
    RULES,
    TAKE_OFF,
    TYPED,
    WITHDRAWN,
)

_NO_FAULT = Fault()
_DECIMAL = re.compile(r"[0-9]+[.][0-9]+")

MOST_GOODS = 10
"""So many products of a parcel are named."""


def label(texts: Texts, kind: str, value: str) -> Label:
    """A value that these tables do not know yet is shown as it is."""
    known = LABELS[kind].get(value)
    return known._replace(text=texts.text_for(kind, known.text)) if known else Label(value)


class _Shown(dict[str, Any]):
    """The details of an entry; what one does not have leaves a gap."""

    def __missing__(self, name: str) -> str:
        return "…"


def history_sentence(
    texts: Texts, action: str, detail: dict[str, Any] | None, currency: str, *, picked_up: bool = False
) -> str:
    shown = _Shown(detail or {})
    for name in {"amount", "gross", "gross_before"} & {name for name, value in shown.items() if value is not None}:
        shown[name] = texts.money(shown[name], shown.get("currency", currency))
    if "kind" in shown:
        shown["kind"] = label(texts, "message_kind", shown["kind"]).text
    if "slips" in shown:
        shown["slips"] = ", ".join(shown["slips"])
    if "goods" in shown:
        shown["goods"] = _goods(texts, shown["goods"])
    if shown.get("decision"):
        shown["decision"] = label(texts, "return_decision", shown["decision"]).text
    if "title_en" in shown:
        shown["title_en"] = shown[f"title_{texts.language}"]
    known = HISTORY | OF_A_PICKUP if picked_up else HISTORY
    sentence = texts.text(_of_some(shown) or known.get(action, action))
    return sentence % shown if "%(" in sentence else sentence


def _of_some(shown: Mapping[str, Any]) -> str | None:
    """What is said of an action only where its details are such."""
    if shown.get("code") == "expired":
        return EXPIRED
    if shown.get("came_back_at"):
        return CAME_BACK
    if shown.get("reminder_id") and shown.get("part_of"):
        return REMINDED_BESIDE
    if shown.get("reminder_id") and shown.get("level"):
        return REMINDED_BY_SCHEDULE
    return NO_SLIPS if shown.get("slips") == "" else None


def _goods(texts: Texts, goods: Sequence[Mapping[str, Any]]) -> str:
    named = [f"{one['quantity']} × {one['sku']}{_became(texts, one)}" for one in goods[:MOST_GOODS]]
    return ", ".join(named) + (" …" if len(goods) > MOST_GOODS else "")


def _became(texts: Texts, goods: Mapping[str, Any]) -> str:
    """What became of returned goods."""
    words = (("unit_outcome", goods.get("outcome")), ("disposition", goods.get("disposition")))
    said = [label(texts, kind, word).text for kind, word in words if word and word != "received"]
    return f" ({', '.join(said)})" if said else ""


def history_typed(texts: Texts, action: str, detail: dict[str, Any] | None, *, picked_up: bool = False) -> list[str]:
    """What somebody typed about it and its sentence does not say, each with its name."""
    typed = dict(detail or {})
    if action == "return_opened":  # its reason is not typed but one of a list
        kind = "pickup_return_reason" if picked_up else "return_reason"
        typed["reason"] = label(texts, kind, typed["reason"]).text
    elif typed.get("reason"):
        typed["reason"] = reason(texts, typed["reason"])
    if typed.get("problem"):
        typed["failure"] = refusal(texts, typed["problem"], typed.get("failure") or "")
    if action == "message_failed":
        typed["error"] = _why_failed(texts, typed.get("error") or "")
    if action == "message_bounced":
        typed["error"] = _why_bounced(texts, typed)
    if typed.get("restocked"):
        typed["restocked"] = _goods(texts, typed["restocked"])
    if action == "edited":
        typed |= _edited(texts, typed)
    if typed.get("method"):
        typed["method"] = texts.method(typed["method"])
    changed = _changed(texts, typed["changes"]) if action == "customer_changed" else []
    said = {name: sentence for name, sentence in TYPED.items() if not (changed and name == "changes")}
    return changed + [texts.text(one) % {"typed": typed[name]} for name, one in said.items() if typed.get(name)]


def reason(texts: Texts, typed: str) -> str:
    """As it was typed; that of what is taken back at once, credited by an edit, or withdrawn from nobody types."""
    if typed in _BY_EDIT:
        return texts.text(_BY_EDIT[0])
    if typed in _WITHDRAWN:
        return texts.text(WITHDRAWN)
    for begins in _TAKE_OFF:
        if typed.startswith(begins):
            return texts.text(TAKE_OFF) % {"goods": typed.removeprefix(begins)}
    return texts.text(AT_ONCE) if typed in _AT_ONCE else typed


_BY_EDIT = (BY_EDIT, "Commande modifiée")
"""What a credit note bears as its reason, in the language of its customer."""

_WITHDRAWN = (WITHDRAWN, "rétractation du client")
_TAKE_OFF = ("withdrawal by the customer: take off ", "rétractation du client : à retirer ")
"""Why an order is cancelled, or waits, since its customer withdrew: orders keep it in the language of the order."""

_AT_ONCE = (AT_ONCE, "Annulé aussitôt")
"""The second was kept where somebody who reads French took it back, before each reader read it in their language."""


def _why_failed(texts: Texts, error: str) -> str:
    """What the server answered stays as it is."""
    why, colon, answer = error.partition(": ")
    trouble, _, code = answer.partition(" ")
    if trouble in LABELS["server_trouble"]:
        answer = f"{label(texts, 'server_trouble', trouble).text} {code}".strip()
    said = label(texts, "why_failed", why).text
    return texts.text(ANSWERED) % {"why": said, "answer": answer} if colon else said


def _why_bounced(texts: Texts, detail: Mapping[str, Any]) -> str:
    """By the status of the report or, where that has no words of its own, by what it begins with."""
    status = str(detail.get("status") or "")
    known = (status, status.rpartition(".")[0], "")
    why = texts.text(next(LABELS["why_bounced"][one].text for one in known if one in LABELS["why_bounced"]))
    said = texts.text(ANSWERED) % {"why": why, "answer": status} if status else why
    return f"{said}. {texts.text(NOTHING_SENT_THERE)}" if detail.get("undeliverable") else said


def _changed(texts: Texts, changes: Sequence[Mapping[str, str | None]]) -> list[str]:
    """What was another before staff put right whom the order is for."""
    return [
        texts.text(CHANGED)
        % {
            "field": texts.text(FIELDS[one["field"] or ""].name),
            "before": one["before"] or "—",
            "after": one["after"] or "—",
        }
        for one in changes
    ]


def _edited(texts: Texts, detail: Mapping[str, Any]) -> dict[str, str]:
    """What was before an edit, and what is after it."""

    def amount(value: str) -> str:
        return texts.money(value, detail["currency"])

    lines = [
        f"{one['sku']} {one['quantity_before']} → {one['quantity']}"
        if one["quantity_before"] != one["quantity"]
        else f"{one['sku']} {amount(one['payable_before'])} → {amount(one['payable'])}"
        for one in detail["changes"]
    ]
    said = {"changes": ", ".join(lines[:MOST_GOODS]) + (" …" if len(lines) > MOST_GOODS else "")}
    if discount := detail.get("discount"):
        said["discount"] = f"{amount(discount['before'])} → {amount(discount['after'])}"
    if shipping := detail.get("shipping"):
        before, after = (
            f"{shipping[f'method{when}'] or '—'} {amount(shipping[f'price{when}'])}" for when in ("_before", "")
        )
        said["shipping"] = f"{before} → {after}"
    return said


def refusal(texts: Texts, kind: str, detail: str, fault: Fault = _NO_FAULT) -> str:
    """What the reader is shown of a refusal; of a form's field, what it may be and an example."""
    if kind == "invalid-request" and _name_of(fault) in FIELDS:
        return _of_field(texts, fault)
    known = REFUSALS.get(kind)
    if known is None:
        return detail
    said = texts.text(known)
    if fault.limit and kind in AT_MOST:
        said = f"{said} {texts.text(AT_MOST[kind]) % {'limit': _limit(texts, fault)}}"
    return said


def _name_of(fault: Fault) -> str:
    """The field itself, where it is one of a line; the list and the field, where these have a name of their own."""
    listed, _, name = fault.field.rpartition("/")
    of_list = f"{listed.partition('/')[0]}/{name}"
    return of_list if of_list in FIELDS else name


def _of_field(texts: Texts, fault: Fault) -> str:
    field = FIELDS[_name_of(fault)]
    said = texts.text(RULES.get(fault.kind, NOT_VALID)) % {
        "field": texts.text(field.name),
        "limit": _limit(texts, fault),
    }
    return f"{said} {texts.text(EXAMPLE) % {'example': _example(texts, field.example)}}" if field.example else said


def _example(texts: Texts, example: str) -> str:
    """A number with decimals is written as the reader writes it."""
    return texts.typed(example) if _DECIMAL.fullmatch(example) else texts.text(example)


def _limit(texts: Texts, fault: Fault) -> str:
    if not fault.limit:
        return ""
    return texts.money(fault.limit, fault.currency) if fault.currency else texts.number(fault.limit)
