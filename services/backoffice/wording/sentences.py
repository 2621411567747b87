"""What the pages say: states, entries of the history, refusals, in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.backoffice.wording.label import Label
from services.backoffice.wording.texts import Texts
from services.backoffice.wording.vocabulary import FIELDS, HISTORY, LABELS, NO_SLIPS, REFUSALS, TYPED

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


def history_sentence(texts: Texts, action: str, detail: dict[str, Any] | None, currency: str) -> str:
    shown = _Shown(detail or {})
    for name in {"amount", "gross"} & shown.keys():
        shown[name] = texts.money(shown[name], shown.get("currency", currency))
    if "kind" in shown:
        shown["kind"] = label(texts, "message_kind", shown["kind"]).text
    if "slips" in shown:
        shown["slips"] = ", ".join(shown["slips"])
    if "goods" in shown:
        shown["goods"] = _goods(shown["goods"])
    sentence = texts.text(HISTORY.get(action, action) if shown.get("slips") != "" else NO_SLIPS)
    return sentence % shown if "%(" in sentence else sentence


def _goods(goods: Sequence[Mapping[str, Any]]) -> str:
    named = [f"{one['quantity']} × {one['sku']}" for one in goods[:MOST_GOODS]]
    return ", ".join(named) + (" …" if len(goods) > MOST_GOODS else "")


def history_typed(texts: Texts, action: str, detail: dict[str, Any] | None) -> list[str]:
    """What somebody typed about it and its sentence does not say, each with its name."""
    typed = dict(detail or {})
    if action == "return_opened":  # its reason is not typed but one of a list
        typed["reason"] = label(texts, "return_reason", typed["reason"]).text
    if typed.get("method"):
        typed["method"] = texts.method(typed["method"])
    return [texts.text(said) % {"typed": typed[name]} for name, said in TYPED.items() if typed.get(name)]


def refusal(texts: Texts, kind: str, detail: str) -> str:
    """What the reader is shown of a refusal."""
    known = REFUSALS.get(kind)
    return texts.text(known).replace("%(detail)s", _wrong_field(texts, detail)) if known else detail


def _wrong_field(texts: Texts, detail: str) -> str:
    """Of `body/amount: Input should be a valid decimal` the reader needs to know which field it is."""
    name = detail.partition(":")[0].rpartition("/")[2]
    return texts.text(FIELDS[name]) if name in FIELDS else detail
