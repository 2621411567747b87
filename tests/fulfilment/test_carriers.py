"""Whose a tracking number is, whether it is mistyped, and where the parcel is tracked."""

import pytest

from services.fulfilment.carriers.checks import CHECKS
from services.fulfilment.carriers.model import Carriers, CheckDigit
from services.fulfilment.carriers.settings import CarrierSettings, OwnCarrier
from tests.fulfilment.warehouse import Warehouse
from tests.support.service import token

ALL = CarrierSettings().carriers

NUMBERS = {
    "6A12345678905": ["colissimo"],
    "6a 1234.5678-905 ": ["colissimo"],
    "88000019255788Y": ["colissimo", "dpd", "chronopost"],
    "XY123456785FR": ["chronopost", "colissimo"],
    "LX123456785FR": ["colissimo", "chronopost"],
    "12345678": ["mondial-relay", "gls"],
    "3318810025": ["dhl-express", "mondial-relay"],
    "JJD000390007882000001": ["dhl-express"],
    "00340435061352161527": ["dhl-paket", "fedex"],
    "1Z999AA10123456784": ["ups"],
    "986578788855": ["fedex", "mondial-relay", "dhl-paket", "gls"],
    "09447104918387D": ["dpd", "chronopost"],
    "841225178292": ["gls", "mondial-relay", "dhl-paket", "fedex"],
    "333333333651": ["fedex", "gls", "mondial-relay", "dhl-paket"],
    "RB123456785GB": ["royal-mail"],
    "RB123456785US": ["usps"],
    "3SABCD1234567": ["postnl"],
    "323212345678901234": ["bpost"],
    "CD123456785BE": ["bpost"],
    "YZ8KL3QW": ["gls"],
    "no number": [],
    "nothing like it": [],
    "- . -": [],
}

LINKS = {
    ("colissimo", "6A12345678905"): "https://www.laposte.fr/outils/suivre-vos-envois?code=6A12345678905",
    ("chronopost", "XY 123 456 785 FR"): "https://www.chronopost.fr/tracking-no-cms/suivi-page?"
    "listeNumerosLT=XY123456785FR",
    ("mondial-relay", "12345678"): "https://www.mondialrelay.fr/suivi-de-colis?"
    "numeroExpedition=12345678&codePostal=44000",
    ("dhl-express", "3318810025"): "https://www.dhl.com/fr-fr/home/tracking.html?tracking-id=3318810025",
    ("dhl-paket", "00340435061352161527"): "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?"
    "piececode=00340435061352161527",
    ("ups", "1z999aa10123456784"): "https://www.ups.com/track?tracknum=1Z999AA10123456784",
    ("fedex", "986578788855"): "https://www.fedex.com/fedextrack/?trknbr=986578788855",
    ("dpd", "09447104918387D"): "https://trace.dpd.fr/fr/trace/09447104918387D",
    ("gls", "841225178292"): "https://gls-group.eu/FR/fr/suivi-colis?match=841225178292",
    ("royal-mail", "RB123456785GB"): "https://www.royalmail.com/track-your-item#/tracking-results/RB123456785GB",
    ("postnl", "3SABCD1234567"): "https://jouw.postnl.nl/track-and-trace/3SABCD1234567-FR-44000",
    ("bpost", "323212345678901234"): "https://track.bpost.cloud/btr/web/#/search?itemCode=323212345678901234&lang=fr",
    ("gls", "A/&?#É%\N{SNOWMAN}"): "https://gls-group.eu/FR/fr/suivi-colis?match=A%2F%26%3F%23%C3%89%25%E2%98%83",
}


@pytest.mark.parametrize(("number", "carriers"), NUMBERS.items())
def test_a_number_proposes_the_carriers_it_may_be_of_the_likeliest_first(number: str, carriers: list[str]) -> None:
    found = ALL.propose(number)
    assert [one.carrier.code for one in found] == carriers
    if carriers and carriers[0] not in ("gls", "mondial-relay", "bpost", "postnl") and not number.startswith("J"):
        assert found[0].fit.check_digit is CheckDigit.RIGHT


@pytest.mark.parametrize(
    ("number", "carrier"),
    [
        ("6A12345678901", "colissimo"),
        ("RB123456786US", "usps"),
        ("3318810010", "dhl-express"),
        ("88000019255788Z", "colissimo"),
        ("XY123456784FR", "chronopost"),
        ("00340435061352161528", "dhl-paket"),
        ("1Z999AA10123456785", "ups"),
        ("986578788856", "fedex"),
        ("09447104918387E", "dpd"),
        ("841225178293", "gls"),
        ("RB123456786GB", "royal-mail"),
    ],
)
def test_a_wrong_check_digit_warns_and_stays_a_number_of_its_carrier(number: str, carrier: str) -> None:
    digits = {one.carrier.code: one.fit.check_digit for one in ALL.propose(number)}
    assert digits[carrier] is CheckDigit.WRONG
    found = ALL.find(carrier)
    assert found
    assert found.check_digit(number) is CheckDigit.WRONG
    assert found.link(number)


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        ("s10", "123456785", "123456786"),
        ("mod_7", "3318810025", "3318810010"),
        ("ups", "999AA10123456784", "999AA10123456783"),
        ("fedex", "333333333651", "333333333615"),
        ("gs1", "00340435061352161527", "00340435061352165127"),
        ("gls", "841225178292", "841225178229"),
        ("mod_37_36", "09447104918387D", "09447104913887D"),
    ],
)
def test_check_digits_find_what_is_mistyped(check: str, right: str, wrong: str) -> None:
    assert CHECKS[check](right)
    assert not CHECKS[check](wrong)


@pytest.mark.parametrize(("of", "link"), LINKS.items())
def test_each_carrier_has_its_link_with_the_postcode_where_it_is_needed(of: tuple[str, str], link: str) -> None:
    carrier, number = of
    found = ALL.find(carrier)
    assert found
    assert found.link(number, postcode="44 000", country="FR", language="fr") == link


def test_links_go_by_country_and_language_and_do_without_a_postcode_that_is_not_known() -> None:
    dpd, relay, postnl = (ALL.find(code) for code in ("dpd", "mondial-relay", "postnl"))
    assert dpd
    assert relay
    assert postnl
    assert dpd.link("1", country="DE", language="fr") == "https://tracking.dpd.de/status/fr_FR/parcel/1"
    assert dpd.link("1", country="DE", language="en") == "https://tracking.dpd.de/status/en_US/parcel/1"
    assert relay.link("1") == "https://www.mondialrelay.fr/suivi-de-colis?numeroExpedition=1"
    assert postnl.link("3S1", country="NL") == "https://jouw.postnl.nl/track-and-trace/3S1"


def test_among_equals_who_is_at_home_where_the_parcel_goes_comes_first() -> None:
    assert [one.carrier.code for one in ALL.propose("123456789016", country="DE")][:2] == ["dhl-paket", "mondial-relay"]


def test_the_shops_own_carriers_come_first_and_what_the_others_have_wrong_comes_last() -> None:
    courier = OwnCarrier(
        code="courier", name="Courier", begins_with="cv", length=8, link="https://c.example/{n}?l={lang}"
    )
    settings = CarrierSettings(used=("gls", "dhl-paket"), own=(courier,))
    carriers = settings.carriers
    assert [one.code for one in carriers][:4] == ["courier", "dhl-paket", "gls", "colissimo"]
    assert _codes(carriers, "CV-123456") == ["courier", "gls"]
    assert _codes(carriers, "333333333651") == ["gls", "dhl-paket", "fedex", "mondial-relay"]
    assert _codes(carriers, "986578788855") == ["dhl-paket", "fedex", "mondial-relay", "gls"]
    assert courier.carrier.link("cv 1", language="en") == "https://c.example/CV1?l=en"


async def test_carriers_are_listed_and_proposed_as_the_settings_have_them(warehouse: Warehouse) -> None:
    own = {"code": "velo", "name": "Vélo", "link": "https://velo.example/{n}", "begins_with": "V", "length": None}
    assert await _save(warehouse, {"used": ["ups"], "own": [own]}) == (200, None)
    listed = (await warehouse.get("/carriers"))["carriers"]
    assert listed[:2] == [
        {"code": "velo", "name": "Vélo", "first": True, "own": True, "has_link": True},
        {"code": "ups", "name": "UPS", "first": True, "own": False, "has_link": True},
    ]
    assert len(listed) == 15
    found = await warehouse.get("/carriers/propose?number=12-345 678&country=FR&postcode=44000&language=fr")
    assert found["number"] == "12345678"
    assert found["candidates"][0] == {
        "code": "mondial-relay",
        "name": "Mondial Relay",
        "first": False,
        "match": "shape",
        "check_digit": "none",
        "link": "https://www.mondialrelay.fr/suivi-de-colis?numeroExpedition=12345678&codePostal=44000",
    }
    twice = {"used": [], "own": [own, own | {"code": "autre"}]}
    assert await _save(warehouse, twice, version=1) == (422, "carrier-twice")
    assert await _save(warehouse, {"used": [], "own": [own | {"code": "ups"}]}, version=1) == (422, "carrier-twice")
    assert await _save(warehouse, {"used": ["owl"], "own": []}, version=1) == (422, "carrier-unknown")
    for link in ("javascript:{n}", "https://velo.example/", "https://velo.example/{n}{x}", "velo.example/{n}"):
        bad = {"used": [], "own": [own | {"link": link}]}
        assert (await _save(warehouse, bad, version=1))[0] == 422


def _codes(carriers: Carriers, number: str) -> list[str]:
    return [one.carrier.code for one in carriers.propose(number)]


async def _save(warehouse: Warehouse, values: dict[str, object], *, version: int = 0) -> tuple[int, str | None]:
    headers = {"If-Match": f'"{version}"', "Authorization": f"Bearer {token('fulfilment:settings')}"}
    answer = await warehouse.service.http.put("/settings/carriers", json=values, headers=headers)
    return answer.status_code, answer.json().get("type")
