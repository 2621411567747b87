"""Addresses on packing slips: laid out as each country writes them, with all their letters."""

import re
from collections import Counter

import pytest

from shared.pdf.addresses import address_lines
from shared.schemas.money import COUNTRIES
from shared.schemas.orders import Address
from tests.fulfilment.printed_slips import lines_of, order_of, to_print

BEIJING = Address(
    name="王小明", street="建国路88号", city="朝阳区", region="北京市", postal_code="100022", country="CN"
)
DUBAI = Address(name="محمد الأحمد", street="شارع الشيخ زايد 12", city="دبي", country="AE")


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (BEIJING, ["100022", "北京市朝阳区", "建国路88号", "王小明", "Chine"]),
        (Address(street="88 Jianguo Lu", city="Beijing", postal_code="100022", country="CN"),
         ["Zoé", "88 Jianguo Lu", "Beijing", "100022", "Chine"]),
        (DUBAI, ["محمد الأحمد", "شارع الشيخ زايد 12", "دبي", "Émirats arabes unis"]),
        (Address(company="Dupont SA", street="1 Main St", city="Springfield", region="IL", postal_code="62701",
                 country="US"), ["Zoé", "Dupont SA", "1 Main St", "Springfield, IL 62701", "États-Unis"]),
        (Address(street="10 Downing St", city="London", postal_code="SW1A 2AA", country="GB"),
         ["Zoé", "10 Downing St", "London", "SW1A 2AA", "Royaume-Uni"]),
        (Address(street="Via Roma 1", street2="Scala B", city="Torino", region="TO", postal_code="10121", country="IT"),
         ["Zoé", "Via Roma 1", "Scala B", "10121 Torino TO", "Italie"]),
        (Address(city="Springfield", postal_code="62701", country="US"), ["Zoé", "Springfield 62701", "États-Unis"]),
        (Address(country="FR"), ["Zoé", "France"]),
        # What the post's layout has no place for stands where it is read, and nothing twice.
        (Address(name="山田 太郎", company="株式会社", street="丸の内1-2-3", city="千代田区", region="東京都",
                 postal_code="100-0005", country="JP"),
         ["〒100-0005", "東京都千代田区", "丸の内1-2-3", "株式会社", "山田 太郎", "Japon"]),
        (Address(street="1-2-3 Marunouchi", city="Chiyoda-ku", region="Tokyo", postal_code="100-0005", country="JP"),
         ["Zoé", "1-2-3 Marunouchi", "Chiyoda-ku, Tokyo", "100-0005", "Japon"]),
        (Address(street="1 Sheep St", city="Cirencester", region="Gloucestershire", postal_code="GL7 1QW",
                 country="GB"),
         ["Zoé", "1 Sheep St", "Cirencester", "Gloucestershire", "GL7 1QW", "Royaume-Uni"]),
        (Address(street="1 Raffles Pl", city="Singapore", postal_code="048616", country="SG"),
         ["Zoé", "1 Raffles Pl", "Singapore 048616", "Singapour"]),
        (Address(street="1 Raffles Pl", postal_code="048616", country="SG"),
         ["Zoé", "1 Raffles Pl", "SINGAPORE 048616", "Singapour"]),
        (Address(street="2 Main St", city="Gibraltar", postal_code="GX11 1AA", country="GI"),
         ["Zoé", "2 Main St", "Gibraltar", "GX11 1AA", "Gibraltar"]),
        (Address(name="陳大文", street="南灣大馬路5號", city="澳門", country="MO"),
         ["澳門", "南灣大馬路5號", "陳大文", "R.A.S. chinoise de Macao"]),
        (Address(street="5 Praia Grande", city="Macao", postal_code="999078", country="MO"),
         ["Zoé", "5 Praia Grande", "Macao", "999078", "R.A.S. chinoise de Macao"]),
        (Address(street="9 Shedden Rd", city="George Town", region="Grand Cayman", postal_code="KY1-1103",
                 country="KY"),
         ["Zoé", "9 Shedden Rd", "George Town", "Grand Cayman KY1-1103", "Îles Caïmans"]),
        (Address(street="3 Ring Road", city="Yaren", region="Yaren District", country="NR"),
         ["Zoé", "3 Ring Road", "Yaren", "Yaren District", "Nauru"]),
        (Address(street="Marina Walk 1", city="Dubai", region="Dubai Emirate", postal_code="00000", country="AE"),
         ["Zoé", "Marina Walk 1", "Dubai", "Dubai Emirate", "00000", "Émirats arabes unis"]),
        (Address(street="8 Rue A", city="Monaco", country="MC"), ["Zoé", "8 Rue A", "Monaco"]),
        (Address(street="Wilhelmstr. 1", city="Mainz", region="Rheinland-Pfalz", postal_code="55116", country="DE"),
         ["Zoé", "Wilhelmstr. 1", "55116 Mainz", "Rheinland-Pfalz", "Allemagne"]),
    ],
)  # fmt: skip
def test_an_address_is_laid_out_as_its_country_writes_it(address: Address, lines: list[str]) -> None:
    found = address_lines(address, "Zoé", "fr")
    assert [re.sub("[\u2066-\u2069]", "", line) for line in found] == lines


@pytest.mark.parametrize("own_letters", [False, True])
def test_an_address_of_any_country_has_each_of_its_parts_once(*, own_letters: bool) -> None:
    parts = {"company": "社b" if own_letters else "b", "street": "c", "city": "d", "region": "e", "postal_code": "9"}
    for country in sorted(COUNTRIES):
        lines = address_lines(Address(name="a", **parts, country=country), "Zoé", "fr")
        text = Counter("".join(lines[:-1]))
        assert {letter: text[letter] for letter in "abcde9"} == dict.fromkeys("abcde9", 1), (country, lines)


def test_addresses_from_the_right_and_in_chinese_are_printed_with_all_their_letters() -> None:
    chinese, arabic = lines_of(to_print(order_of(1, to=BEIJING))), lines_of(to_print(order_of(1, to=DUBAI)))
    to = chinese.index("Livrer à")
    assert [line.replace(" ", "") for line in chinese[to + 1 : to + 6]] == [
        "100022", "北京市朝阳区", "建国路88号", "王小明", "Chine",
    ]  # fmt: skip
    letters = {letter for line in arabic for letter in line}
    assert set("محمدالأحمد") - {"أ"} <= letters
    assert "?" not in "".join(chinese + arabic)


@pytest.mark.parametrize(
    ("country", "street", "city"),
    [
        ("TH", "99 ถนนสุขุมวิท", "กรุงเทพมหานคร"),
        ("KH", "១២ មហាវិថីព្រះនរោត្តម", "ភ្នំពេញ"),
        ("IN", "12 அண்ணா சாலை", "சென்னை"),
        ("IN", "5 అబిడ్స్ రోడ్డు", "హైదరాబాద్"),
        ("IN", "7 महात्मा गांधी मार्ग", "मुंबई"),
    ],
)
def test_an_address_in_letters_of_south_asia_is_printed_with_all_of_them(country: str, street: str, city: str) -> None:
    lines = lines_of(to_print(order_of(1, to=Address(street=street, city=city, country=country))))
    to = lines.index("Livrer à")
    assert "?" not in "".join(lines)
    assert {letter for letter in street + city if letter.isalpha()} <= set("".join(lines[to + 2 : to + 4]))
