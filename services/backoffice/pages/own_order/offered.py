"""What of an order its customer may ask to send back: shown line by line, and read from the form."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from services.backoffice.web.actions import text_or_none, whole_number
from services.backoffice.web.service_clients import Json
from services.backoffice.web.typed_numbers import NoUnits
from services.backoffice.web.visit import Form
from shared.refused import Refused
from shared.schemas.returns import Resolution

EXCHANGES = (Resolution.EXCHANGE, Resolution.ADVANCE_EXCHANGE)
_QUANTITY = re.compile(r"lines/([1-9][0-9]{0,5})/quantity", re.ASCII)


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
    """What the form says, and the lines that it names."""

    body: Json
    line_nos: Sequence[int]


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
    """Fields bear the numbers of their lines, as others may be offered once it is sent.

    Raises NumberRefused, NoUnits, WhatInstead.
    """
    line_nos = typed_lines(form)
    lines = [_line(form, line_no) for line_no in line_nos]
    if not lines:
        raise NoUnits("of no article is it said how many")
    comment = text_or_none(form, "comment")
    if not comment and any(line.get("resolution") in EXCHANGES for line in lines):
        raise WhatInstead("of an exchange it is said what it is for")
    return Asked({"lines": lines, "comment": comment}, line_nos)


def typed_lines(form: Form) -> list[int]:
    """Those of which it is said how many."""
    named = (_QUANTITY.fullmatch(name) for name, typed in form.items() if typed.strip() not in ("", "0"))
    return sorted(int(found[1]) for found in named if found)


def field_of_form(field: str, line_nos: Sequence[int]) -> str:
    """What was sent has only the lines that were filled in."""
    head, _, rest = field.partition("/")
    number, _, name = rest.partition("/")
    if head != "lines" or not number.isdigit() or int(number) >= len(line_nos):
        return field
    return f"lines/{line_nos[int(number)]}/{name or 'quantity'}"


def _line(form: Form, line_no: int) -> dict[str, Any]:
    place = f"lines/{line_no}"
    line: dict[str, Any] = {"line_no": line_no, "quantity": whole_number(form, f"{place}/quantity")}
    return line | {name: form[f"{place}/{name}"] for name in ("reason", "resolution") if form[f"{place}/{name}"]}


def _why_not(line: Json, days: int, at: datetime) -> str | None:
    if line["quantity"]:
        return None
    if not days:
        return "never"
    if line["problem"] is None:
        return "asked"
    return "late" if line["until"] and datetime.fromisoformat(line["until"]) < at else "excluded"
