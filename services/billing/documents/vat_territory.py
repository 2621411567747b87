"""Where the EU's rules on VAT hold, and what its VAT numbers look like: small tables, each with its source."""

import re

from shared.schemas.orders import Address

FRANCE = frozenset({"FR", "MC"})
"""Monaco is in the French VAT area."""

OVERSEAS = frozenset({"GP", "MQ", "RE", "GF", "YT"})
"""What is shipped there from mainland France counts as an export (CGI 294, 2)."""

_EU = """
AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MC MT NL PL PT RO SE SI SK
"""
EU = frozenset(_EU.split())

_ELSEWHERE = {
    "DE": r"27498|78266",  # Heligoland, Büsingen
    "DK": r"39\d\d|\d{3}",  # Greenland, the Faroe Islands: not of the EU at all
    "ES": r"(35|38|51|52)\d{3}",  # the Canary Islands, Ceuta, Melilla
    "FI": r"22\d{3}",  # Åland
    "GR": r"6308[67]",  # Mount Athos
    "IT": r"23041|22061",  # Livigno, Campione d'Italia
}
"""Postcodes of places of a member state that its VAT is not charged in (Directive 2006/112, art. 6)."""

_NUMBERS = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z]",
    "FI": r"\d{8}",
    "FR": r"[A-Z0-9]{2}\d{9}",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}",
    "LT": r"\d{9}(\d{3})?",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"[A-Z0-9+*]{10}\d\d",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{12}",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"\d{9}(\d{3})?|(GD|HA)\d{3}",
}
"""The forms that VIES, the Commission's register, takes. Greece writes EL; XI is Northern Ireland."""

NORTHERN_IRELAND = "XI"
"""In the EU for goods alone (Protocol on Ireland and Northern Ireland, art. 8)."""


def is_in_doubt(address: Address) -> bool:
    """Whether it is neither wholly in the EU nor wholly out of it."""
    postcode = (address.postal_code or "").upper()
    if address.country == "GB":
        return postcode.replace(" ", "").startswith("BT")
    if address.country == "AX":
        return True
    elsewhere = _ELSEWHERE.get(address.country)
    return elsewhere is not None and bool(re.fullmatch(elsewhere, re.sub(r"\D", "", postcode)))


def state_of(vat_number: str | None) -> str | None:
    """The letters of the state that gave the number; None where it cannot be one of the EU."""
    number = re.sub(r"[\s.-]", "", vat_number or "").upper()
    form = _NUMBERS.get(number[:2])
    return number[:2] if form and re.fullmatch(form, number[2:], re.ASCII) else None
