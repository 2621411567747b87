"""The demo shop's customers: made-up people in real towns, with phone numbers that reach nobody."""

import unicodedata
from random import Random
from typing import NamedTuple

from demo.names import COMPANIES, FIRST_NAMES, LAST_NAMES, STREETS, TOWNS
from shared.schemas.orders import AddressToPlace, CustomerToPlace
from shared.schemas.values import Language

FRENCH, BELGIAN, SWISS, BRITISH = 104, 10, 5, 1


class Buyer(NamedTuple):
    customer: CustomerToPlace
    language: Language = "fr"


def make_customers(rng: Random) -> list[Buyer]:
    """No two have the same name."""
    names = [(first, last) for first in FIRST_NAMES for last in LAST_NAMES]
    countries = ["FR"] * FRENCH + ["BE"] * BELGIAN + ["CH"] * SWISS
    rng.shuffle(countries)
    chosen = rng.sample(names, len(countries))
    people = [
        Buyer(_customer(rng, 1001 + number, first, last, country))
        for number, ((first, last), country) in enumerate(zip(chosen, countries, strict=True))
    ]
    return [*people, *[_BRITON] * BRITISH]


def with_mistyped_email(customer: CustomerToPlace) -> CustomerToPlace:
    """It looks like an address, and every mail server refuses it."""
    assert customer.email
    return customer.model_copy(update={"email": f"{customer.email.partition('@')[0]}@exmaple.invalid"})


def without_email(customer: CustomerToPlace) -> CustomerToPlace:
    """Somebody who orders by phone."""
    return customer.model_copy(update={"email": None, "phone": customer.phone or "01 99 00 17 42"})


def sent_to_a_friend(rng: Random, customer: CustomerToPlace) -> CustomerToPlace:
    name = f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"
    return customer.model_copy(update={"delivery_address": _address(rng, "FR", name)})


def _customer(rng: Random, number: int, first: str, last: str, country: str) -> CustomerToPlace:
    name = f"{first} {last}"
    address = _address(rng, country, name)
    if country == "FR" and rng.random() < 0.06:
        address = address.model_copy(update={"company": f"{rng.choice(COMPANIES)} {last}"})
    return CustomerToPlace(
        reference=f"C-{number}",
        name=name,
        email=f"{_ascii(first)}.{_ascii(last)}@example.{rng.choice(('org', 'com'))}",
        phone=_phone(rng) if country == "FR" else None,
        billing_address=address,
    )


def _address(rng: Random, country: str, name: str) -> AddressToPlace:
    postal_code, _, city = rng.choice(TOWNS[country]).partition(" ")
    number = rng.randint(1, 89)
    street = rng.choice(STREETS)
    floor = rng.choice(("Bâtiment B", "Appartement 12", "Résidence du Parc", "3e étage"))
    return AddressToPlace(
        name=name,
        street=f"{street} {number}" if country != "FR" else f"{number} {street}",
        street2=floor if rng.random() < 0.12 else None,
        postal_code=postal_code,
        city=city,
        country=country,
    )


def _phone(rng: Random) -> str | None:
    """Of the numbers that ARCEP, the French regulator, keeps for films and books."""
    if rng.random() < 0.1:
        return None
    begin = rng.choices(("06 39 98", "01 99 00"), (4, 1))[0]
    return f"{begin} {rng.randint(0, 99):02} {rng.randint(0, 99):02}"


def _ascii(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower())
    return "".join(letter for letter in letters if letter.isascii() and (letter.isalpha() or letter == "-"))


_BRITON = Buyer(
    CustomerToPlace(
        reference="C-2001",
        name="Margaret Ashworth",
        email="margaret.ashworth@example.com",
        phone="+44 7700 900417",  # Ofcom keeps it for drama
        billing_address=AddressToPlace(
            name="Margaret Ashworth", street="14 Clifton Road", postal_code="BS8 1AF", city="Bristol", country="GB"
        ),
    ),
    "en",
)
