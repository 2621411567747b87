"""What whoever acted is called: services record who called them, and people read a name."""

from collections.abc import Mapping
from typing import NamedTuple

from services.backoffice.wording.texts import Texts
from services.backoffice.wording.texts import marked as _
from shared.scopes import SERVICES

BY_ITSELF = _("the shop itself")
"""What no person does, but a rule of the shop or the clock."""

NOT_STAFF: dict[str, str] = {
    "storefront": _("the online shop"),
    "customer": _("the customer"),
    "import": _("import"),
    "operator": _("the technical team"),
    "local": _("the technical team"),
    **dict.fromkeys((*SERVICES, "backshop"), BY_ITSELF),
}
"""Callers without an account, by the subject of their tokens; the name of one that is not here is its own."""


class Person(NamedTuple):
    """`is_person` is False of what happens by itself, which needs no name beside it."""

    name: str
    is_person: bool


def person(texts: Texts, names: Mapping[str, str], subject: str) -> Person:
    """`names` are those of the staff, of those who left too, by their e-mail addresses in small letters."""
    if name := names.get(subject.lower()):
        return Person(name, True)
    # A process of a service may add its number to the name: `orders-1`.
    known = NOT_STAFF.get(subject) or NOT_STAFF.get(subject.rstrip("0123456789").rstrip("-"))
    return Person(texts.text(known), known != BY_ITSELF) if known else Person(subject, True)
