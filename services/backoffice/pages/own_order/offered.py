"""What of an order its customer may ask to send back: shown line by line, and read from the form."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from services.backoffice.web.actions import text_or_none, whole_number
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form
from shared.refused import Refused
from shared.schemas.returns import Resolution

EXCHANGES = (Resolution.EXCHANGE, Resolution.ADVANCE_EXCHANGE)
MOST_LINES = 2000


class NoUnits(Refused):
    type = "no-units"
    status = 422


class WhatInstead(Refused):
    type = "what-instead"
    status = 422
    field = "comment"


class Offered(NamedTuple):
    """A line that has left. `why` is why none of it may be asked for: `never`, `excluded`, `late`, `asked`."""

    line_no: int
    title: str
    quantity: int
    until: str | None
    why: str | None


class Asked(NamedTuple):
    """What the form says, and in which of its places the lines stand that it names."""

    body: Json
    places: Sequence[int]


def offered_lines(offer: Json, at: datetime) -> list[Offered]:
    return [
        Offered(
            line_no=line["line_no"],
            title=line["title"],
            quantity=line["quantity"],
            until=line["until"],
            why=_why_not(line, offer["days"], at),
        )
        for line in offer["lines"]
    ]


def read_request(form: Form) -> Asked:
    """Raises NumberRefused, NoUnits, WhatInstead."""
    lines, places = [], []
    for number in range(MOST_LINES):
        place = f"lines/{number}"
        if f"{place}/line_no" not in form:
            break
        if form[f"{place}/quantity"].strip() in ("", "0"):
            continue
        lines.append(_line(form, place))
        places.append(number)
    if not lines:
        raise NoUnits("of no article is it said how many")
    comment = text_or_none(form, "comment")
    if not comment and any(line.get("resolution") in EXCHANGES for line in lines):
        raise WhatInstead("of an exchange it is said what it is for")
    return Asked({"lines": lines, "comment": comment}, places)


def field_of_form(field: str, places: Sequence[int]) -> str:
    """What was sent has only the lines that were filled in."""
    head, _, rest = field.partition("/")
    number, _, name = rest.partition("/")
    if head != "lines" or not number.isdigit() or int(number) >= len(places):
        return field
    return f"lines/{places[int(number)]}/{name or 'quantity'}"


def _line(form: Form, place: str) -> dict[str, Any]:
    line: dict[str, Any] = {
        "line_no": whole_number(form, f"{place}/line_no"),
        "quantity": whole_number(form, f"{place}/quantity"),
    }
    return line | {name: form[f"{place}/{name}"] for name in ("reason", "resolution") if form[f"{place}/{name}"]}


def _why_not(line: Json, days: int, at: datetime) -> str | None:
    if line["quantity"]:
        return None
    if not days:
        return "never"
    if line["problem"] is None:
        return "asked"
    return "late" if line["until"] and datetime.fromisoformat(line["until"]) < at else "excluded"
