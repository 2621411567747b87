"""The countries of the Online Retail data set, as it writes them, by their ISO code."""

from shared.schemas.money import COUNTRIES

_ISO = {
    "Australia": "AU",
    "Austria": "AT",
    "Bahrain": "BH",
    "Belgium": "BE",
    "Brazil": "BR",
    "Canada": "CA",
    "Cyprus": "CY",
    "Czech Republic": "CZ",
    "Denmark": "DK",
    "EIRE": "IE",
    "Finland": "FI",
    "France": "FR",
    "Germany": "DE",
    "Greece": "GR",
    "Hong Kong": "HK",
    "Iceland": "IS",
    "Israel": "IL",
    "Italy": "IT",
    "Japan": "JP",
    "Lebanon": "LB",
    "Lithuania": "LT",
    "Malta": "MT",
    "Netherlands": "NL",
    "Norway": "NO",
    "Poland": "PL",
    "Portugal": "PT",
    "RSA": "ZA",
    "Saudi Arabia": "SA",
    "Singapore": "SG",
    "Spain": "ES",
    "Sweden": "SE",
    "Switzerland": "CH",
    "United Arab Emirates": "AE",
    "United Kingdom": "GB",
    "USA": "US",
}

# What is no country of ISO 3166. The file's own word is kept as the region of the address.
_STANDS_FOR = {
    "Channel Islands": "JE",  # Jersey and Guernsey have a code each; Jersey is the larger
    "European Community": "GB",  # a member at the time, and where the shop is
    "Unspecified": "GB",  # nearly all of the shop's customers are there
}


def address_of(country: str) -> dict[str, str] | None:
    """The address as far as the file knows it; None for a name that is no country's."""
    if country in _STANDS_FOR:
        return {"country": _STANDS_FOR[country], "region": country}
    code = _ISO.get(country, country)
    return {"country": code} if code in COUNTRIES else None
