"""Carriers as their form has them: those known that the shop ships with, and a row for each of its own."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from services.backoffice.pages.settings.terms import refuse_without_rows
from services.backoffice.web.actions import text_or_none, whole_number
from services.backoffice.web.service_clients import Json
from services.backoffice.web.typed_numbers import NumberRefused
from services.backoffice.web.visit import Form, Visit
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.texts import written

MOST_ROWS = 50
LONGEST = 50
_TYPED = ("name", "link", "begins_with", "length")


async def known_carriers(visit: Visit) -> dict[str, str]:
    """The names of the known, by their codes; none while their service does not answer."""
    answer = await visit.services.area("fulfilment", "/carriers")
    carriers = answer.content["carriers"] if answer.content else []
    return {
        one["code"]: one["name"] for one in sorted(carriers, key=lambda one: one["name"].casefold()) if not one["own"]
    }


def chosen_filled_in(name: str, codes: Sequence[str]) -> dict[str, str]:
    return {f"{name}/{code}": "yes" for code in codes}


def read_chosen(form: Form, name: str) -> list[str]:
    return [field.removeprefix(f"{name}/") for field, value in form.items() if field.startswith(f"{name}/") and value]


def own_filled_in(name: str, rows: Sequence[Json]) -> dict[str, str]:
    return {
        f"{name}/{number}/{field}": written(row[field])
        for number, row in enumerate(rows)
        for field in ("code", *_TYPED)
    }


def own_places(form: Form, name: str) -> list[str]:
    """Of the rows that are filled in, and of an empty one."""
    numbers = _numbers(form, name)
    return [f"{name}/{number}" for number in [*numbers, max(numbers, default=-1) + 1]]


def read_own(form: Form, name: str) -> list[Json]:
    """The form then has those alone that are sent, numbered as they are. Raises NumberRefused."""
    refuse_without_rows(form, name)
    kept = [number for number in _numbers(form, name) if not form[f"{name}/{number}/remove"]]
    rows = [{field: form[f"{name}/{number}/{field}"].strip() for field in ("code", *_TYPED)} for number in kept]
    for key in [key for key in form if key.startswith(f"{name}/")]:
        del form[key]
    form |= {f"{name}/{number}/{field}": value for number, row in enumerate(rows) for field, value in row.items()}
    return [_read_row(form, f"{name}/{number}") for number in range(len(rows))]


def own_said(rows: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(row["name"] for row in rows)


def code_of(name: str, otherwise: str) -> str:
    """`otherwise` where no letter of it can be written in a code."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain))[:60].strip("-") or otherwise


def _read_row(form: Form, place: str) -> Json:
    name = form[f"{place}/name"]
    return {
        # Parcels are stored with it: it stays as it was made of the first name.
        "code": form[f"{place}/code"] or code_of(name, "carrier"),
        "name": name,
        "link": text_or_none(form, f"{place}/link"),
        "begins_with": text_or_none(form, f"{place}/begins_with"),
        "length": _length(form, f"{place}/length"),
    }


def _length(form: Form, name: str) -> int | None:
    """Raises NumberRefused."""
    if not form[name].strip():
        return None
    with suppress(NumberRefused):  # it does not tell which numbers the field takes
        if 1 <= (number := whole_number(form, name)) <= LONGEST:
            return number
    sentence = _("Give a whole number from %(least)s to %(most)s, or nothing where they differ")
    raise NumberRefused(name, sentence, {"least": "1", "most": str(LONGEST)})


def _numbers(form: Form, name: str) -> list[int]:
    """Of the rows in which anything is filled in."""
    found = range(MOST_ROWS + 1)
    return [number for number in found if any(form[f"{name}/{number}/{field}"].strip() for field in _TYPED)]
