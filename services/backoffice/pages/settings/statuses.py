"""Custom statuses as their form has them: a row of each, in the shop's order, and an empty one for the next."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.backoffice.pages.settings.carriers import code_of
from services.backoffice.pages.settings.terms import refuse_without_rows
from services.backoffice.web.actions import content_or_none, text_or_none, whole_number
from services.backoffice.web.service_clients import Json
from services.backoffice.web.typed_numbers import NumberRefused
from services.backoffice.web.visit import Form, Visit
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.texts import written

MOST_ROWS = 50
_TITLES = ("title_fr", "title_en")
_MESSAGES = ("message_fr", "message_en")
_TICKED = ("visible_to_customer", "notifies_customer", "archived")
_SENT = ("code", "colour", "place", *_TITLES, *_MESSAGES, *_TICKED)


class ChangedStatus(NamedTuple):
    """Before and after; None where there was none, or is none any more."""

    code: str
    before: Json | None
    after: Json | None


async def count_orders_of(visit: Visit) -> dict[str, int]:
    """How many orders have each, by its code; none while orders does not answer."""
    answer = await content_or_none(visit, "orders", "/custom-statuses", counted=True)
    return (answer or {}).get("orders") or {}


def statuses_filled_in(name: str, statuses: Sequence[Json]) -> dict[str, str]:
    filled: dict[str, str] = {}
    for number, one in enumerate(statuses):
        place = f"{name}/{number}"
        filled |= {f"{place}/{field}": written(one[field]) for field in ("code", "colour", *_TITLES, *_MESSAGES)}
        filled |= {f"{place}/{field}": "yes" if one[field] else "" for field in _TICKED}
        filled[f"{place}/place"] = str(number + 1)
    return filled


def status_places(form: Form, name: str) -> list[str]:
    """Of the rows that are filled in, and of an empty one."""
    numbers = _numbers(form, name)
    return [f"{name}/{number}" for number in [*numbers, max(numbers, default=-1) + 1]]


def read_statuses(form: Form, name: str) -> list[Json]:
    """In the order of the places that are typed. The form then has those alone that are sent, in that order.

    Raises NumberRefused.
    """
    refuse_without_rows(form, name)
    kept = [number for number in _numbers(form, name) if not form[f"{name}/{number}/remove"]]
    places = {number: _place(form, f"{name}/{number}/place", index) for index, number in enumerate(kept)}
    rows = [
        {field: form[f"{name}/{number}/{field}"] for field in _SENT} | {"place": str(index + 1)}
        for index, number in enumerate(sorted(kept, key=places.__getitem__))
    ]
    for key in [key for key in form if key.startswith(f"{name}/")]:
        del form[key]
    form |= {f"{name}/{number}/{field}": value for number, row in enumerate(rows) for field, value in row.items()}
    return [_read_row(form, f"{name}/{number}") for number in range(len(rows))]


def changed_statuses(before: Sequence[Json], after: Sequence[Json]) -> Iterator[ChangedStatus]:
    """Each that was added, changed or taken away; not what moved alone."""
    was, is_ = ({one["code"]: one for one in rows} for rows in (before, after))
    for code in was | is_:
        if was.get(code) != is_.get(code):
            yield ChangedStatus(code, was.get(code), is_.get(code))


def _read_row(form: Form, place: str) -> Json:
    titles = {field: form[f"{place}/{field}"].strip() for field in _TITLES}
    return {
        # Orders are stored with it: it stays as it was made of the first title.
        "code": form[f"{place}/code"] or code_of(titles["title_en"] or titles["title_fr"], "status"),
        "colour": form[f"{place}/colour"] or "grey",
        **titles,
        **{field: text_or_none(form, f"{place}/{field}") for field in _MESSAGES},
        **{field: bool(form[f"{place}/{field}"]) for field in _TICKED},
    }


def _place(form: Form, name: str, index: int) -> tuple[float, int]:
    """Where it is to stand: one that is moved goes before what stands there, or behind it on its way down.

    Raises NumberRefused.
    """
    stands = index + 1
    if not form[name].strip():
        return MOST_ROWS + 1, index
    typed = whole_number(form, name)
    if not 1 <= typed <= MOST_ROWS:
        sentence = _("Give a whole number from %(least)s to %(most)s")
        raise NumberRefused(name, sentence, {"least": "1", "most": str(MOST_ROWS)})
    if typed == stands:
        return typed, index
    return typed + (0.5 if typed > stands else -0.5), index


def _numbers(form: Form, name: str) -> list[int]:
    """Of the rows in which anything is written."""
    found = range(MOST_ROWS + 1)
    return [
        number for number in found if any(form[f"{name}/{number}/{field}"].strip() for field in (*_TITLES, *_MESSAGES))
    ]
