"""Packing slips as PDF: what is read on them, and by a scanner."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import replace

import pypdfium2
import pytest
from uuid_utils.compat import uuid7

from services.fulfilment.papers.pdf.printer import slips_pdf
from services.fulfilment.papers.press import SLIP_PRESS
from shared.look.look import Look
from shared.look.picture import logo_of
from shared.schemas.fulfilment import ShipmentState
from tests.billing.test_look import picture
from tests.fulfilment.printed_slips import lines_of, order_of, read, scanned, to_print
from tests.fulfilment.warehouse import Warehouse


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
