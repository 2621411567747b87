"""Rows of the forms of returns: each a number of units of a line, and what is said or becomes of them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from services.backoffice.web.actions import whole_number
from services.backoffice.web.service_clients import Json
from services.backoffice.web.typed_numbers import NoUnits
from services.backoffice.web.visit import Form

KEY = ("line_no", "outcome", "found", "before", "disposition")
"""What a row is about; a form names it in fields that nobody sees."""
FIELDS = (*KEY, "quantity", "reason", "resolution")


class Row(NamedTuple):
    """Its fields begin with `place`; `most` is how many there may be, `first` what its form opens with."""

    place: str
    key: Mapping[str, str]
    most: int
    first: str = ""
    line: Json = {}

    @property
    def line_no(self) -> int:
        return int(self.key["line_no"])


def read_rows(form: Form, fields: Iterable[str]) -> list[Json]:
    """Those with a number of units; the form then has these first, numbered as they are sent.

    Raises NumberRefused, and NoUnits where nothing is filled in.
    """
    rows = [{name: form[f"{place}/{name}"] for name in FIELDS} for place in _places(form)]
    rows.sort(key=lambda row: row["quantity"].strip() in ("", "0"))
    for number, row in enumerate(rows):
        form |= {f"{_place(number)}/{name}": value for name, value in row.items()}
    sent = [_sent(form, number, row, fields) for number, row in enumerate(rows) if row["quantity"].strip()]
    sent = [row for row in sent if row["quantity"]]
    if not sent:
        raise NoUnits("of no article is it said how many")
    return sent


def new_rows(form: Form, order: Json) -> list[Row]:
    """Of what may still come back."""
    lines = [line for line in order["lines"] if line["returnable"]]
    return _rows(form, [({"line_no": line["line_no"]}, line["returnable"], "", line) for line in lines])


def change_rows(form: Form, one: Json, order: Json) -> list[Row]:
    """As it is, and what may come back beside."""
    own = {line["line_no"]: line for line in one["lines"]}
    lines = []
    for line in order["lines"]:
        asked = own.get(line["line_no"])
        count = asked["quantity"] if asked else 0
        if most := line["returnable"] + count:
            lines.append(({"line_no": line["line_no"]}, most, str(count or ""), asked or line))
    return _rows(form, lines)


def reception_rows(form: Form, one: Json, outcomes: Iterable[str], dispositions: Iterable[str]) -> list[Row]:
    """What may become of what is awaited, and what may be found of what did not come."""
    into = [{"outcome": "received", "disposition": to} for to in (*dispositions, "")]
    into += [{"outcome": outcome} for outcome in outcomes if outcome != "received"]
    lines = []
    for line in one["lines"]:
        of = {"line_no": line["line_no"]}
        lines += [(of | to, line["awaited"], "", line) for to in into if line["awaited"]]
        lines += [
            (of | {"outcome": "received", "found": units["outcome"]}, units["quantity"], "", line)
            for units in line["units"]
            if units["outcome"] != "received"
        ]
    return _rows(form, lines)


def disposition_rows(form: Form, one: Json, dispositions: Iterable[str]) -> list[Row]:
    """Where what was received goes, what is in quarantine, and what stock has refused."""
    lines = []
    for line in one["lines"]:
        for before, count in _to_decide(line).items():
            key = {"line_no": line["line_no"], "before": before}
            to = [where for where in dispositions if where != before or before == "restock"]
            lines += [(key | {"disposition": where}, count, "", line) for where in to]
    return _rows(form, lines)


def _to_decide(line: Json) -> dict[str, int]:
    """How many by where they are; what stock has refused is tried again, or goes elsewhere."""
    units = {
        one["disposition"] or "": one["quantity"]
        for one in line["units"]
        if one["outcome"] == "received" and one["disposition"] in (None, "quarantine")
    }
    refused = line.get("not_restocked", 0)
    return units | ({"restock": refused} if refused else {})


def credit_rows(form: Form, one: Json) -> list[Row]:
    lines = [line for line in one["lines"] if line["creditable"]]
    return _rows(
        form, [({"line_no": line["line_no"]}, line["creditable"], str(line["creditable"]), line) for line in lines]
    )


def _rows(form: Form, wanted: Iterable[tuple[Json, int, str, Json]]) -> list[Row]:
    """Where they are in the form already they stay, as what is wrong with one stands beside it."""
    places = {tuple(form[f"{place}/{name}"] for name in KEY): place for place in _places(form)}
    free = (place for number in range(100_000) if (place := _place(number)) not in places.values())
    rows = []
    for key, most, first, line in wanted:
        text = {name: str(key.get(name, "")) for name in KEY}
        place = places.get(tuple(text.values())) or next(free)
        rows.append(Row(place, text, most, first, line))
    return rows


def _sent(form: Form, number: int, row: Mapping[str, str], fields: Iterable[str]) -> Json:
    given: Json = {name: row[name] for name in fields if row[name]}
    line_no = row["line_no"]
    at = int(line_no) if line_no.isdecimal() and len(line_no) < 6 else 0
    return given | {"line_no": at, "quantity": whole_number(form, f"{_place(number)}/quantity")}


def _places(form: Form) -> Iterator[str]:
    numbers = {name.split("/")[1] for name in form if name.startswith("lines/") and name.count("/") == 2}
    return (_place(int(number)) for number in sorted(numbers, key=_number) if _number(number) < 100_000)


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 7 else 100_000


def _place(number: int) -> str:
    return f"lines/{number}"
