"""Terms of payment as their form has them: of each method, and of all others; an empty row is for the next method."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from services.backoffice.web.actions import text_or_none, whole_number
from services.backoffice.web.service_clients import Json
from services.backoffice.web.typed_numbers import NumberRefused
from services.backoffice.web.visit import Form
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.texts import written

UNITS = {"days": 24, "hours": 1}
"""In hours."""

MOST_DAYS = 366
MOST_ROWS = 100
_TYPED = ("method", "title_fr", "title_en", "ships_unpaid", "expires_after_h")


class ChangedRow(NamedTuple):
    """Of one method, before and after; None where it had no terms of its own."""

    method: str
    before: Json | None
    after: Json | None


def terms_filled_in(name: str, terms: Json) -> dict[str, str]:
    """A period of whole days is told in days."""
    hours = terms["expires_after_h"]
    unit = "hours" if hours and hours % UNITS["days"] else "days"
    period = written(hours and hours // UNITS[unit])
    shown = {"ships_unpaid": "yes" if terms["ships_unpaid"] else "", "expires_after_h": period, "unit": unit}
    return {f"{name}/{field}": value for field, value in shown.items()}


def rows_filled_in(name: str, rows: Sequence[Json]) -> dict[str, str]:
    filled: dict[str, str] = {}
    for number, row in enumerate(rows):
        place = f"{name}/{number}"
        filled |= {f"{place}/{field}": written(row[field]) for field in ("method", "title_fr", "title_en")}
        filled |= terms_filled_in(place, row)
    return filled


def row_places(form: Form, name: str) -> list[str]:
    """Of the rows that are filled in, and of an empty one."""
    numbers = _numbers(form, name)
    return [f"{name}/{number}" for number in [*numbers, max(numbers, default=-1) + 1]]


def hours_of(form: Form, place: str) -> int | None:
    """None where nothing is filled in, or nothing that is a period."""
    with suppress(NumberRefused):
        return _hours(form, place)
    return None


def read_terms(form: Form, place: str) -> Json:
    """Raises NumberRefused."""
    return {"ships_unpaid": bool(form[f"{place}/ships_unpaid"]), "expires_after_h": _hours(form, place)}


def read_rows(form: Form, name: str) -> list[Json]:
    """The form then has those alone that are sent, numbered as they are. Raises NumberRefused."""
    refuse_without_rows(form, name)
    kept = [number for number in _numbers(form, name) if not form[f"{name}/{number}/remove"]]
    rows = [{field: form[f"{name}/{number}/{field}"] for field in (*_TYPED, "unit")} for number in kept]
    for key in [key for key in form if key.startswith(f"{name}/")]:
        del form[key]
    form |= {f"{name}/{number}/{field}": value for number, row in enumerate(rows) for field, value in row.items()}
    return [_read_row(form, f"{name}/{number}") for number in range(len(rows))]


def refuse_without_rows(form: Form, name: str) -> None:
    """A page always has a row, if an empty one: what comes without any was cut off. Raises NumberRefused."""
    if not any(field.startswith(f"{name}/") for field in form):
        raise NumberRefused(name, _("This form did not arrive whole. Load the page again"), {})


def changed_rows(before: Sequence[Json], after: Sequence[Json]) -> Iterator[ChangedRow]:
    was, is_ = _by_method(before), _by_method(after)
    for method in was | is_:
        if was.get(method) != is_.get(method):
            yield ChangedRow(method, was.get(method), is_.get(method))


def _read_row(form: Form, place: str) -> Json:
    titles = {field: text_or_none(form, f"{place}/{field}") for field in ("title_fr", "title_en")}
    return {"method": form[f"{place}/method"].strip(), **titles, **read_terms(form, place)}


def _numbers(form: Form, name: str) -> list[int]:
    """Of the rows in which anything is filled in."""
    found = range(MOST_ROWS + 1)
    return [number for number in found if any(form[f"{name}/{number}/{field}"].strip() for field in _TYPED)]


def _hours(form: Form, place: str) -> int | None:
    """Raises NumberRefused."""
    name = f"{place}/expires_after_h"
    if not form[name].strip():
        return None
    unit = UNITS.get(form[f"{place}/unit"], 1)
    most = MOST_DAYS * UNITS["days"] // unit
    with suppress(NumberRefused):  # it does not tell which numbers the field takes
        if 1 <= (number := whole_number(form, name)) <= most:
            return number * unit
    sentence = _("Give a whole number from %(least)s to %(most)s, or nothing where it never expires")
    raise NumberRefused(name, sentence, {"least": "1", "most": str(most)})


def _by_method(rows: Sequence[Mapping[str, Any]]) -> dict[str, Json]:
    return {row["method"]: dict(row) for row in rows}
