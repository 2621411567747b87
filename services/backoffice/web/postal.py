"""Addresses in forms: their fields, named after those of the contracts, and the countries to choose from."""

import unicodedata

from services.backoffice.web.actions import content_or_none
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form, Visit
from shared.schemas.money import COUNTRIES

PARTS = ("name", "company", "street", "street2", "postal_code", "city", "region", "country")


def address_of(form: Form, place: str) -> Json:
    """What the fields of one address say, each named `place`, a slash and its part."""
    return {part: form[f"{place}/{part}"].strip() or None for part in PARTS}


def address_form(place: str, address: Json | None) -> dict[str, str]:
    """The fields of an address as they are filled in at first."""
    return {f"{place}/{part}": (address or {}).get(part) or "" for part in PARTS}


async def country_of_shop(visit: Visit) -> str:
    """That of an address of which nothing is known."""
    defaults = await content_or_none(visit, "orders", "/quotes/defaults")
    return str(defaults["country"]) if defaults else "FR"


def countries(visit: Visit) -> list[tuple[str, str]]:
    """By name in the reader's language, with their codes."""
    names = visit.texts.locale.territories
    return sorted(((code, str(names.get(code, code))) for code in COUNTRIES), key=lambda one: _sorted_as(one[1]))


def _sorted_as(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
