"""Amounts, numbers, dates and countries as the customer writes them; Babel is the judge of what is quick here."""

from datetime import date
from decimal import Decimal

import pytest
from babel.numbers import format_currency, format_decimal

from shared.formats import address_lines, country_name, decimal, long_date, money, number
from shared.schemas.orders import Address
from shared.schemas.values import Language

LOCALES: dict[Language, str] = {"en": "en_GB", "fr": "fr_FR"}


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("currency", ["EUR", "GBP", "USD", "CHF", "JPY", "KWD", "PLN", "XOF"])
def test_amounts_are_written_as_babel_writes_them(language: Language, currency: str) -> None:
    for value in map(Decimal, ("0", "0.5", "-5", "12.50", "999.99", "1234.5", "-1234567.89", "9999999999")):
        written = format_currency(value, currency, locale=LOCALES[language]).replace("-", "\N{MINUS SIGN}")
        assert money(value, currency, language) == written


def test_amounts_have_the_currency_s_own_decimals() -> None:
    assert money(Decimal("1234.50"), "EUR", "fr") == "1\u202f234,50\xa0€"
    assert money(Decimal("1234.50"), "EUR", "en") == "€1,234.50"
    assert money(Decimal("1234"), "JPY", "en") == "JP¥1,234"
    assert money(Decimal("12.5"), "RSD", "fr") == "12,50\xa0RSD"  # CLDR would round to whole dinars


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("count", [0, 7, 999, 1000, 1_000_000])
def test_numbers_are_written_as_babel_writes_them(language: Language, count: int) -> None:
    assert number(count, language) == format_decimal(count, locale=LOCALES[language])


@pytest.mark.parametrize(("language", "said"), [("en", "−1,234.50"), ("fr", "−1\u202f234,50")])
def test_less_than_nothing_has_a_true_minus(language: Language, said: str) -> None:
    assert decimal(Decimal("-1234.5"), language, 2) == said
    assert number(-7, language) == "−7"


def test_dates_and_countries_have_their_names() -> None:
    assert long_date(date(2026, 8, 1), "en") == "1 August 2026"
    assert long_date(date(2026, 8, 1), "fr") == "1er août 2026"
    assert long_date(date(2026, 8, 11), "fr") == "11 août 2026"
    assert country_name("DE", "en") == "Germany"
    assert country_name("DE", "fr") == "Allemagne"


def test_an_address_is_written_from_the_name_down_to_the_country() -> None:
    address = Address(
        name="Zoé Martin",
        company="Martin SARL",
        street="3 rue du Port",
        street2="bât. B",
        postal_code="44000",
        city="Nantes",
        region="Pays de la Loire",
        country="FR",
    )
    assert address_lines(address, "en") == [
        "Zoé Martin",
        "Martin SARL",
        "3 rue du Port",
        "bât. B",
        "44000 Nantes",
        "Pays de la Loire",
        "France",
    ]
    assert address_lines(Address(city="Bonn", country="DE"), "fr") == ["Bonn", "Allemagne"]


def test_a_street_of_two_lines_is_two_lines_of_the_address() -> None:
    address = Address(name="Zoé Martin", street="3 rue du Port\nBâtiment C", city="Nantes", country="FR")
    assert address_lines(address, "fr") == ["Zoé Martin", "3 rue du Port", "Bâtiment C", "Nantes", "France"]


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (
            {"street": "10 Downing Street", "city": "London", "postal_code": "SW1A 2AA", "country": "GB"},
            ["10 Downing Street", "London", "SW1A 2AA"],
        ),
        (
            {"street": "9 Rodeo Drive", "city": "Beverly Hills", "region": "CA", "postal_code": "90210"},
            ["9 Rodeo Drive", "Beverly Hills, CA 90210"],
        ),
        ({"city": "Beverly Hills", "postal_code": "90210"}, ["Beverly Hills 90210"]),
        ({"region": "CA", "postal_code": "90210"}, ["CA 90210"]),
        ({"city": "Ottawa", "region": "ON", "postal_code": "K1A 0B1", "country": "CA"}, ["Ottawa ON K1A 0B1"]),
        ({"city": "Sydney", "region": "NSW", "postal_code": "2000", "country": "AU"}, ["Sydney NSW 2000"]),
        (
            {"city": "Chiyoda-ku", "region": "Tokyo", "postal_code": "100-8799", "country": "JP"},
            ["Chiyoda-ku, Tokyo 100-8799"],
        ),
        (
            {"street": "Kossuth tér 1", "city": "Budapest", "postal_code": "1055", "country": "HU"},
            ["Budapest", "Kossuth tér 1", "1055"],
        ),
        ({"city": "Roma", "region": "RM", "postal_code": "00144", "country": "IT"}, ["00144 Roma RM"]),
        ({"city": "Nantes", "region": "Loire", "postal_code": "44000", "country": "FR"}, ["44000 Nantes", "Loire"]),
        ({"country": "FR"}, []),
    ],
)
def test_the_parts_of_an_address_stand_in_the_order_of_its_country(address: dict[str, str], lines: list[str]) -> None:
    written = address_lines(Address(**{"country": "US"} | address), "en")
    assert written[:-1] == lines
