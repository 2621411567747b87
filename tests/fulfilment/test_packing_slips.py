"""Packing slips as PDF: what is read on them, and by a scanner."""

import asyncio
import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from uuid_utils.compat import uuid7

from services.fulfilment.orders.model import Order, OrderState
from services.fulfilment.papers.model import paper_of_order
from services.fulfilment.papers.pdf.addresses import address_lines
from services.fulfilment.papers.pdf.printer import slips_pdf
from services.fulfilment.papers.press import SLIP_PRESS
from services.fulfilment.papers.to_print import ToPrint
from services.fulfilment.shipments.model import Shipment
from services.fulfilment.slips.model import Slip, SlipLine
from shared.look.look import Look
from shared.look.picture import logo_of
from shared.schemas.fulfilment import ShipmentState
from shared.schemas.money import COUNTRIES
from shared.schemas.orders import Address, Customer, OrderPlaced
from tests.billing.test_look import picture
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import PLACED_AT, placed

HOME = {"name": "Zoé Martin", "street": "3 rue du Port\nBâtiment B", "postal_code": "44000", "city": "Nantes"}
BEIJING = Address(
    name="王小明", street="建国路88号", city="朝阳区", region="北京市", postal_code="100022", country="CN"
)
DUBAI = Address(name="محمد الأحمد", street="شارع الشيخ زايد 12", city="دبي", country="AE")


def order_of(count: int = 2, *, to: Address | None = None, **changes: Any) -> OrderPlaced:
    customer = Customer(name="Zoé Martin", billing_address=to or Address(**HOME, country="FR"))
    lines = {f"SKU-{at:03d}": at % 3 + 1 for at in range(1, count + 1)}
    return placed(lines=lines, customer=customer, shipping="4.90", **changes)


def to_print(
    order: OrderPlaced,
    *,
    number: int = 7,
    state: ShipmentState = ShipmentState.READY,
    missing: Mapping[int, int] | None = None,
    locations: Mapping[str, str] | None = None,
    has_paper: bool = True,
    held: bool = False,
) -> ToPrint:
    lines = tuple(
        SlipLine(line_no=line.line_no, sku=line.sku, quantity=line.quantity, tracked=True) for line in order.lines
    )
    slip = Slip(uuid7(), number, number, order.order_id, state, lines, PLACED_AT)
    known = Order(order.order_id, order.number, OrderState.TAKEN, held=held, pickup=False)
    paper = paper_of_order(order) if has_paper else None
    return ToPrint(Shipment(slip, known, missing or {}), paper, locations or {})


def read(pdf: bytes) -> list[list[str]]:
    """The lines of each page."""
    texts = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]
    return [[re.sub(r"\s+", " ", line).strip() for line in text.replace("\ufffe", "").splitlines()] for text in texts]


def lines_of(*slips: ToPrint) -> list[str]:
    return [line for page in read(slips_pdf(slips)) for line in page]


def scanned(pdf: bytes) -> list[str]:
    pages = [page.render(scale=2).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    return [code.text for page in pages for code in zxingcpp.read_barcodes(page)]


def test_a_slip_has_its_number_to_scan_its_address_and_its_lines_with_what_follows_later() -> None:
    order = order_of(3, feedback="Sonnez deux fois.\nMerci !", language="fr")
    pdf = slips_pdf([to_print(order, missing={1: 2}, locations={"SKU-003": "A-2", "SKU-001": "A-10"})])
    (lines,) = read(pdf)
    assert lines[:2] == ["Arrière-boutique SARL", "Bordereau d’expédition"]
    assert scanned(pdf) == ["BE-000007"]
    to = lines.index("Livrer à")
    assert lines[to : to + 6] == ["Livrer à", "Zoé Martin", "3 rue du Port", "Bâtiment B", "44000 Nantes", "France"]
    for fact in ("Commande 1001", "Commandé le 2 mars 2026", "Mode de livraison Colissimo"):
        assert fact in lines
    remark = lines.index("Remarque du client")
    assert lines[remark + 1 : remark + 3] == ["Sonnez deux fois.", "Merci !"]
    head = lines.index("Emplacement Référence Article Quantité Suivra Prix unitaire TTC")
    assert lines[head + 1 : head + 5] == [
        "A-2 SKU-003 Sku-003 1 12,50 €",
        "A-10 SKU-001 Sku-001 2 2 12,50 €",
        "SKU-002 Sku-002 3 12,50 €",
        "Unités 6",
    ]
    assert lines[-1] == "Arrière-boutique SARL · BE-000007 Page 1 sur 1"


def test_a_gift_has_no_prices_in_english_and_what_must_not_leave_says_so() -> None:
    lines = lines_of(to_print(order_of(1, gift=True, language="en"), held=True))
    assert "Packing slip" in lines
    assert "Gift: no prices and no invoice with the goods" in lines
    assert "On hold: do not ship" in lines
    assert "SKU Product Quantity" in lines
    assert "SKU-001 Sku-001 2" in lines
    assert not [line for line in lines if "12.50" in line]
    void = lines_of(to_print(order_of(1, language="en"), state=ShipmentState.VOID))
    assert void[0] == "VOID"
    assert not [line for line in void if "Its goods are on" in line]
    one = to_print(order_of(1, language="en"), state=ShipmentState.VOID)
    merged = replace(one, shipment=replace(one.shipment, slip=replace(one.shipment.slip, merged_into=6)))
    assert "Its goods are on packing slip BE-000006" in lines_of(merged)
    assert "Order 1001" in void


def test_a_slip_of_200_lines_repeats_the_heads_of_its_columns_and_counts_its_pages() -> None:
    whole = slips_pdf([to_print(order_of(200, language="en")), to_print(order_of(1), number=8)])
    *pages, other = read(whole)
    assert len(pages) == 6
    assert [page[-1].split(" · ")[1] for page in pages] == [f"BE-000007 Page {page} of 6" for page in range(1, 7)]
    assert all("SKU Product Quantity Unit price incl. VAT" in page for page in pages)
    assert [page[0] for page in pages[1:]] == ["Packing slip BE-000007"] * 5
    printed = [line for page in pages for line in page if line.startswith("SKU-")]
    assert printed == [f"SKU-{at:03d} Sku-{at:03d} {at % 3 + 1} €12.50" for at in range(1, 201)]
    assert (other[0], other[-1].split(" · ")[1]) == ("Arrière-boutique SARL", "BE-000008 Page 1 sur 1")
    assert scanned(whole) == ["BE-000007", "BE-000008"]


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


def test_a_slip_of_an_order_from_before_has_its_number_and_its_skus() -> None:
    lines = lines_of(to_print(order_of(2), has_paper=True), to_print(order_of(2), has_paper=False))
    assert "Référence Quantité" in lines
    assert lines[-4:-1] == ["SKU-001 2", "SKU-002 3", "Unités 5"]


@pytest.fixture
async def press(warehouse: Warehouse) -> AsyncIterator[None]:
    """As in a running service: the program stays for the next slip."""
    keeping = asyncio.create_task(SLIP_PRESS.keep())
    await asyncio.sleep(0)
    yield
    keeping.cancel()
    await asyncio.wait([keeping])


@pytest.mark.usefixtures("press")
async def test_a_slip_is_printed_as_it_is_and_many_in_the_order_asked_for(warehouse: Warehouse) -> None:
    await warehouse.stock(**{"SKU-001": 2, "SKU-002": 3})
    orders = [order_of(2, number=str(1001 + at), feedback="Merci !") for at in range(3)]
    await warehouse.deliver(*orders)
    ids = [str(await warehouse.shipment_id(order)) for order in orders]
    told = []
    for location in (" A-1 ", None, "", "A-1"):
        rules = {"low_stock_threshold": 0, "location": location}
        stock = (await warehouse.service.http.put("/stock/SKU-002", json=rules)).json()
        told.append((stock["location"], stock["version"]))
    assert told == [("A-1", 2), ("A-1", 2), (None, 3), ("A-1", 4)]
    await warehouse.ship(orders[0])

    answer = await warehouse.service.http.get(f"/shipments/{ids[0]}/slip/pdf?language=en")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'inline; filename="BE-000001.pdf"'
    (page,) = read(answer.content)
    assert [line for line in page if line.startswith(("Shipped on", "Merci", "SKU-", "A-1"))][-2:] == [
        "A-1 SKU-002 Sku-002 3 €12.50",
        "SKU-001 Sku-001 2 €12.50",
    ]

    put = warehouse.service.http.put
    many = await put("/slips/pdf?progress=true", json={"shipment_ids": [ids[2], ids[0], ids[2], ids[1]]})
    told, pdf = many.content.split(b"\n", 1)
    assert json.loads(told) == {"made": 3, "of": 3, "bytes": len(pdf), "left_out": []}
    assert scanned(pdf) == ["BE-000003", "BE-000001", "BE-000002"]

    split = {"lines": [{"line_no": 2, "quantity": 1}]}
    assert (await warehouse.service.post(f"/shipments/{ids[1]}/split", split)).status_code == 200
    (page,) = read((await warehouse.service.http.get(f"/shipments/{ids[1]}/slip/pdf")).content)
    assert "Autres bordereaux BE-000004" in page
    of_orders = [str(one) for one in (orders[1].order_id, orders[0].order_id, *(uuid7() for _ in range(998)))]
    answer = await put("/slips/pdf", json={"order_ids": of_orders})
    assert answer.status_code == 200, answer.text
    assert scanned(answer.content) == ["BE-000002", "BE-000004", "BE-000001"]

    waiting, unknown = order_of(1, number="1009", held=True), uuid7()
    await warehouse.deliver(waiting)
    asked = [str(one) for one in (unknown, orders[0].order_id, waiting.order_id)]
    told, _ = (await put("/slips/pdf?progress=true", json={"order_ids": asked})).content.split(b"\n", 1)
    assert json.loads(told)["left_out"] == [
        {"order_id": str(unknown), "number": None},
        {"order_id": str(waiting.order_id), "number": "1009"},
    ]

    nothing = await put("/slips/pdf", json={"order_ids": [str(uuid7())]})
    assert (nothing.status_code, nothing.json()["type"]) == (404, "nothing-to-print")
    unknown = await put("/slips/pdf", json={"shipment_ids": [ids[0], str(uuid7())]})
    assert (unknown.status_code, unknown.json()["type"]) == (404, "shipment-not-found")
    assert (await put("/slips/pdf", json={"order_ids": [*of_orders, str(uuid7())]})).status_code == 422


def test_slips_have_the_logo_of_the_shop_on_each_and_its_colour() -> None:
    logo = logo_of(picture())
    slips = [replace(to_print(order_of(), number=at), look=Look("#1F4E79", logo)) for at in (1, 2)]
    pdf = pypdfium2.PdfDocument(slips_pdf(slips))
    for page in pdf:
        (image,) = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
        assert 20 < image.get_bounds()[2] - image.get_bounds()[0] < 130
    assert slips_pdf(slips).count(b"/Subtype/Image") == 1


@pytest.mark.usefixtures("press")
async def test_staff_give_slips_a_logo_and_a_colour_and_see_a_sample_first(warehouse: Warehouse) -> None:
    http = warehouse.service.http
    refused = await http.put("/logos", json={"content": b64encode(b"<svg/>").decode()})
    assert (refused.status_code, refused.json()["type"]) == (422, "not-a-logo")
    logo = (await http.put("/logos", json={"content": b64encode(picture()).decode()})).json()["logo"]
    sample = await http.get(f"/slips/sample?accent=%231F4E79&logo={logo}&language=en")
    (page,) = read(sample.content)
    assert "SKU-1" in " ".join(page)

    light = await http.put("/settings/slips", json={"accent": "#FFCC00", "logo": None}, headers={"If-Match": '"0"'})
    assert (light.status_code, light.json()["type"]) == (422, "colour-too-light")
    values = {"accent": "#1F4E79", "logo": logo}
    assert (await http.put("/settings/slips", json=values, headers={"If-Match": '"0"'})).status_code == 200
    await warehouse.deliver(order := order_of())
    slip = await http.get(f"/shipments/{await warehouse.shipment_id(order)}/slip/pdf")
    assert b"/Subtype/Image" in slip.content
