"""What a consumer fills in to withdraw, and the declaration that it comes to."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from uuid_utils.compat import uuid7

from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form
from services.backoffice.wording.texts import Texts, marked
from shared.schemas.values import DeliverableEmail, Line, Text

FIELDS = ("number", "name", "email", "goods", "reason")
OF_ALL = marked("I withdraw from the contract about order %(number)s, all of it.")
OF_LINES = marked("I withdraw from the contract about these goods of order %(number)s:")
IN_WORDS = marked("I withdraw from the contract about these goods of order %(number)s: %(goods)s")
NAME = marked("Name: %(name)s")
EMAIL = marked("E-mail address for the receipt: %(email)s")
REASON = marked("Reason: %(reason)s")

_LINE: TypeAdapter[str] = TypeAdapter(Line)
_TEXT: TypeAdapter[str] = TypeAdapter(Text)
_EMAIL: TypeAdapter[str] = TypeAdapter(DeliverableEmail)
_RULES: dict[str, TypeAdapter[str]] = {"number": _LINE, "name": _LINE, "email": _EMAIL, "goods": _TEXT, "reason": _TEXT}
_OPTIONAL = ("goods", "reason")


class Filled(NamedTuple):
    """`typed` is as it was filled in, `wrong` names the fields that cannot be so; `units` are by line."""

    typed: dict[str, str]
    units: dict[int, int]
    wrong: frozenset[str]

    @property
    def form(self) -> str | None:
        """The same as long as this is filled in, so that what is sent of it twice is declared once."""
        try:
            return str(UUID(self.typed.get("form", "")))
        except ValueError:
            return None

    def value(self, name: str) -> str | None:
        return _RULES[name].validate_python(self.typed[name]) if self.typed.get(name, "").strip() else None


def to_fill_in(units: dict[int, int], **typed: str) -> Filled:
    return Filled({"form": str(uuid7()), **typed}, units, frozenset())


def filled_in(form: Form, lines: Sequence[Json], *, needed: Sequence[str]) -> Filled:
    """Of an order's lines, which there are none of on the public page.

    What is confirmed may have been before: then nothing is left of it, and returns knows it again.
    """
    typed = {name: form[name] for name in ("form", *FIELDS)}
    most = "quantity" if form["step"] == "confirm" else "left"
    wrong = {name for name in (*needed, *_OPTIONAL) if _is_wrong(name, typed[name])}
    units = {line["line_no"]: 0 if line["excepted"] else _units(form[f"units-{line['line_no']}"]) for line in lines}
    if any(units[line["line_no"]] not in range(line[most] + 1) for line in lines) or (
        lines and not any(units.values())
    ):
        wrong.add("units")
    return Filled(typed, units, frozenset(wrong))


def asked_lines(filled: Filled, lines: Sequence[Json]) -> list[Json] | None:
    """None is all of the order."""
    if all(filled.units[line["line_no"]] == line["quantity"] for line in lines):
        return None
    return [{"line_no": line_no, "quantity": units} for line_no, units in filled.units.items() if units]


def declaration(texts: Texts, filled: Filled, number: str, lines: Sequence[Json]) -> str:
    """As it stands on the page and in the evidence: a line for each thing."""
    said: list[str] = []
    goods = filled.value("goods") if "goods" in filled.typed else None
    some = lines and asked_lines(filled, lines) is not None
    first = OF_LINES if some else IN_WORDS if goods else OF_ALL
    said.append(texts.text(first) % {"number": number, "goods": goods})
    if lines:
        units = [(filled.units[line["line_no"]], line) for line in lines]
        said += [f"{count} × {line['title']} ({line['sku']})" for count, line in units if count]
    more: Mapping[str, Any] = {NAME: "name", EMAIL: "email", REASON: "reason"}
    said += [texts.text(text) % {name: filled.value(name)} for text, name in more.items() if filled.value(name)]
    return "\n".join(said)


def _is_wrong(name: str, typed: str) -> bool:
    if not typed.strip():
        return name not in _OPTIONAL
    try:
        _RULES[name].validate_python(typed)
    except ValidationError:
        return True
    return False


def _units(typed: str) -> int:
    return int(typed) if typed.strip().isascii() and typed.strip().isdigit() and len(typed) < 9 else -1
