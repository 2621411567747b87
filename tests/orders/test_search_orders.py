"""Orders are found by what staff have before them: a phone however it is written, a paper's number, a name, a town."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from services.orders.usecases.renew_words import renew_words, renew_words_for_ever
from tests.orders.ordering import placed, seen
from tests.orders.upstream_events import (
    credit_note_issued,
    invoice_issued,
    payment_recorded,
    return_opened,
    slip_created,
)
from tests.support.bodies import NANTES, ZOE, line, order, totals
from tests.support.service import ShopService
from tests.support.waiting import until

GIFT = {"name": "Léa Roux", "company": "Atelier Zed", "street": "1 quai", "postal_code": "69002", "city": "Lyon"}
FRENCH = ["+33 6 12 34 56 97", "33612345697", "0033 6 12 34 56 97", "06.12.34.56.97", "612345697", "+33 (0)6 12 34"]


async def bought_by(shop: ShopService, **changes: Any) -> UUID:
    return (await placed(shop, order(customer=ZOE | changes))).order_id


async def found(shop: ShopService, typed: str) -> set[UUID]:
    response = await shop.http.get("/orders", params={"q": typed})
    assert response.status_code == 200, response.text
    return {UUID(one["order_id"]) for one in response.json()["items"]}


@pytest.mark.parametrize("written", ["+33 6 12 34 56 97", "06 12 34 56 97", "0033612345697", "+33 (0)6.12.34.56.97"])
async def test_a_phone_is_found_however_it_was_written_and_is_typed(shop: ShopService, written: str) -> None:
    order_id = await bought_by(shop, phone=written)
    shown = await seen(shop, order_id)
    assert (shown["phone_e164"], shown["customer"]["phone"]) == ("+33612345697", written)
    for typed in FRENCH:
        assert await found(shop, typed) == {order_id}, typed


async def test_whoever_types_a_country_finds_no_phone_of_another(shop: ShopService) -> None:
    french = await bought_by(shop, phone="06 12 34 56 97")
    swiss = await bought_by(shop, phone="061 234 56 97", billing_address=NANTES | {"country": "CH"})
    assert (await seen(shop, swiss))["phone_e164"] == "+41612345697"
    assert await found(shop, "+33 6 12 34 56 97") == await found(shop, "33612345697") == {french}
    assert await found(shop, "0041612345697") == {swiss}
    assert await found(shop, "0612345697") == {french, swiss}


@pytest.mark.parametrize("phone", ["ask my neighbour", "12", "+999 1", "0" * 200, None])
async def test_what_is_no_phone_refuses_no_order(shop: ShopService, phone: str | None) -> None:
    order_id = await bought_by(shop, phone=phone)
    assert (await seen(shop, order_id))["phone_e164"] is None


@pytest.mark.parametrize("typed", ["Zed", "atelier", "lea roux", "Lyon", "69002", "44000 nantes", "novel", "Desk lamp"])
async def test_company_delivery_name_town_postcode_and_title_are_found(shop: ShopService, typed: str) -> None:
    customer = ZOE | {"delivery_address": GIFT | {"country": "FR"}}
    lines = [line(), line("BOOK", 1, "10.00", "10.00", vat_rate="5.5")]
    body = order(customer=customer, lines=lines, totals=totals("30.31", "4.69", "35.00"))
    order_id = (await placed(shop, body)).order_id
    await bought_by(shop, billing_address={"country": "FR"})
    assert order_id in await found(shop, typed)
    assert len(await found(shop, typed)) == (2 if typed == "Desk lamp" else 1)


async def test_the_number_of_a_paper_finds_its_order_and_no_other(shop: ShopService) -> None:
    early, late = await bought_by(shop), await bought_by(shop)
    assert await found(shop, "FA-2026-000001") == set()
    other_slip = slip_created(late).model_copy(update={"slip_number": "BX-17"})
    told = [
        invoice_issued(early),
        slip_created(early),
        other_slip,
        credit_note_issued(early, "5"),
        return_opened(early),
        payment_recorded(early, "10").model_copy(update={"reference": "VIR-77812"}),
        payment_recorded(late, "10"),
    ]
    await shop.deliver(*told)
    await shop.deliver(*told)
    for typed in (
        "FA-2026-000001",
        "fa 2026 000001",
        "BX-1",
        "#bx-1",
        "av-2026-000001",
        "RT-1",
        "zoe bx-1",
        "VIR-77812",
        "vir 77812",
    ):
        assert await found(shop, typed) == {early}, typed
    assert await found(shop, "BX-17") == {late}


@pytest.mark.parametrize("reference", ["VIR/2026 n°4711", "VIR 2026 N° 4711", "vir.2026-№4711", "VIR2026 N4711"])
async def test_a_part_of_the_reference_of_a_payment_finds_its_order(shop: ShopService, reference: str) -> None:
    order_id, _ = await bought_by(shop), await bought_by(shop)
    await shop.deliver(payment_recorded(order_id, "10").model_copy(update={"reference": reference}))
    for _ in range(2):
        for typed in (reference, "4711", "vir/2026", "vir 2026", "VIR2026", "471", "zoe vir 2026", "zoe 4711"):
            assert await found(shop, typed) == {order_id}, typed
        for typed in ("#4711", "711", "4711 zed", "vir/2025"):
            assert await found(shop, typed) == set(), typed
        async with shop.transaction() as tx:  # as the version before wrote them
            await tx.execute("UPDATE order_contents SET words = '', words_version = 4")
        async with shop.transaction() as tx:
            assert await renew_words(tx) == 2


async def test_the_last_part_of_a_number_finds_the_order_of_its_paper(shop: ShopService) -> None:
    order_id, other = await bought_by(shop), await bought_by(shop)
    invoice = invoice_issued(order_id).model_copy(update={"number": "FA-2026-000324"})
    slip = slip_created(order_id).model_copy(update={"slip_number": "BX-817"})
    opened = return_opened(order_id).model_copy(update={"number": "RT-905"})
    await shop.deliver(invoice, slip, opened)
    for _ in range(2):
        for typed in (
            "000324",
            "2026-000324",
            "2026 000324",
            "817",
            "905",
            "zoe 000324",
            "zoe fa 2026 000324",
            "bx 817",
        ):
            assert await found(shop, typed) == {order_id}, typed
        # Whoever types the number of an order finds no invoice with zeros before it, and its start finds nothing.
        for typed in ("324", "00032", "#000324", "#817", "81", "90", "fa-2026"):
            assert await found(shop, typed) == set(), typed
        async with shop.transaction() as tx:
            await tx.execute("UPDATE order_contents SET words = '', words_version = 4")
        async with shop.transaction() as tx:
            assert await renew_words(tx) == 2
    assert other in await found(shop, "zoe")


CODES = [
    ("94 240", ("94240", "94 240", "94-240", "zed 94240", "94 240 lyon")),
    ("94240", ("94240", "94 240", "94.240", "zed 94 240 lyon")),
    ("SW1A 1AA", ("sw1a1aa", "SW1A 1AA", "sw1a-1aa", "lyon sw1a1aa", "lyon SW1A 1AA")),
    ("SW1A1AA", ("sw1a1aa", "SW1A 1AA", "sw1a-1aa", "lyon SW1A 1AA", "sw1a 1aa zed lyon")),
    ("1234 AB", ("1234ab", "1234 AB", "1234-ab", "zed lyon 1234 ab")),
    ("1234AB", ("1234ab", "1234 AB", "1234-ab", "zed lyon 1234 ab")),
    ("K1A-0B6", ("k1a0b6", "k1a 0b6", "lyon zed k1a 0b6")),
]


@pytest.mark.parametrize(("written", "asked"), CODES)
async def test_a_postcode_is_found_however_it_is_written(
    shop: ShopService, written: str, asked: tuple[str, ...]
) -> None:
    order_id = await bought_by(shop, delivery_address=GIFT | {"country": "FR", "postal_code": written})
    await bought_by(shop, delivery_address=GIFT | {"country": "FR", "postal_code": "75 001"})
    for typed in asked:
        assert await found(shop, typed) == {order_id}, typed


@pytest.mark.parametrize("written", ["AB 12 0345", "AB-12-0345", "ab.12.0345", "AB120345", "AB12 0345"])
async def test_references_and_the_numbers_of_customers_are_found_however_they_are_written(
    shop: ShopService, written: str
) -> None:
    by_order = (await placed(shop, order(reference=written))).order_id
    by_customer = await bought_by(shop, reference=written, vat_number="NL 8104.11.565 B01")
    for typed in (
        "AB 12 0345",
        "ab-12-0345",
        "ab.12.0345",
        "AB120345",
        "ab12 0345",
        "zoe ab 12 0345",
        "ab 12 0345 zoe",
    ):
        assert await found(shop, typed) == {by_order, by_customer}, typed
    for typed in ("NL 8104 11 565 B01", "nl810411565b01", "zoe NL 8104 11 565 B01", "zoe NL-8104.11.565-B01"):
        assert await found(shop, typed) == {by_customer}, typed


@pytest.mark.parametrize("written", ["LAMP 60-R", "LAMP-60-R", "lamp60r"])
async def test_a_sku_is_found_however_it_is_written(shop: ShopService, written: str) -> None:
    await shop.http.put(f"/products/{written}", json={"title": "Wool", "vat_rate": "20", "ships": True})
    order_id = (await placed(shop, order(lines=[line(written)]))).order_id
    for typed in ("lamp60r", "lamp 60 r", "LAMP-60.R", "zoe lamp 60 r", "zoe lamp 60-r"):
        assert await found(shop, typed) == {order_id}, typed


async def test_the_number_of_a_customer_finds_what_they_ordered(shop: ShopService) -> None:
    early, late = (
        await bought_by(shop, reference="C-1105", vat_number="FR 40 303 265 045"),
        await bought_by(shop, reference="C-2"),
    )
    async with shop.transaction() as tx:  # one as the version before wrote it
        await tx.execute(
            "UPDATE order_contents SET words = '', words_version = 2 WHERE order_id = $1",
            early,
        )
    async with shop.transaction() as tx:
        assert await renew_words(tx) == 1
    for typed in ("C-1105", "c 1105", "c1105", "zoe C-1105", "FR40303265045"):
        assert await found(shop, typed) == {early}, typed
    assert await found(shop, "c-2") == {late}
    assert await found(shop, "#1105") == set()


async def test_orders_of_before_are_found_once_their_words_are_renewed(shop: ShopService) -> None:
    order_ids = {await bought_by(shop, phone="06 12 34 56 97") for _ in range(3)}
    (invoiced, *_) = order_ids
    await shop.deliver(invoice_issued(invoiced), slip_created(invoiced))
    as_placed = await _words(shop)
    async with shop.transaction() as tx:
        await tx.execute("UPDATE order_contents SET words = '', phone_e164 = NULL, words_version = 0")
    assert await found(shop, "33612345697") == set()

    async with shop.transaction() as one:
        assert await renew_words(one, limit=2) == 2
        async with shop.transaction() as another:  # what the first has locked is not waited for
            assert await renew_words(another, limit=2) == 1
    async with shop.transaction() as tx:
        assert await renew_words(tx) == 0
    assert await found(shop, "33612345697") == order_ids
    assert await found(shop, "FA-2026-000001") == {invoiced}
    assert await _words(shop) == as_placed


async def test_payments_and_documents_of_before_are_found_by_their_references_and_numbers(shop: ShopService) -> None:
    order_id = await bought_by(shop)
    paid = payment_recorded(order_id, "25.00").model_copy(update={"reference": "psp-1001"})
    await shop.deliver(invoice_issued(order_id), slip_created(order_id), paid)
    async with shop.transaction() as tx:  # as the version before wrote them
        await tx.execute("UPDATE order_contents SET words = '', words_version = 1")
    async with shop.transaction() as tx:
        assert await renew_words(tx) == 1
    for typed in ("psp-1001", "FA-2026-000001", "BX-1"):
        assert await found(shop, typed) == {order_id}


async def test_products_of_before_are_found_once_their_words_are_renewed(shop: ShopService) -> None:
    await shop.http.put("/products/TEE", json={"title": "王小明", "vat_rate": "20", "ships": True})
    async with shop.transaction() as tx:  # as the version before wrote them
        await tx.execute("UPDATE products SET words = '', words_version = 0")
    async with shop.transaction() as tx:
        assert await renew_words(tx) > 1
        assert await renew_words(tx) == 0
    found = await shop.http.get("/products", params={"q": "小明"})
    assert [one["sku"] for one in found.json()["items"]] == ["TEE"]


async def test_two_processes_renew_the_words_by_themselves(shop: ShopService) -> None:
    order_id = await bought_by(shop, phone="06 12 34 56 97")
    async with shop.transaction() as tx:
        await tx.execute("UPDATE order_contents SET words = '', words_version = 0")
    renewing = [asyncio.create_task(renew_words_for_ever(shop.database)) for _ in range(2)]
    try:
        assert await until(found, shop, "33612345697") == {order_id}
    finally:
        for process in renewing:
            process.cancel()
        ended = await asyncio.gather(*renewing, return_exceptions=True)
    assert [type(end) for end in ended] == [asyncio.CancelledError] * 2


async def test_an_order_that_cannot_be_read_keeps_its_words_and_stops_no_other(shop: ShopService) -> None:
    broken, sound = await bought_by(shop), await bought_by(shop)
    async with shop.transaction() as tx:
        await tx.execute("UPDATE order_contents SET words_version = 0")
        await tx.execute("UPDATE order_contents SET content = content - 'lines' WHERE order_id = $1", broken)
    before = await _words(shop)
    async with shop.transaction() as tx:
        assert await renew_words(tx) == 2
        assert await renew_words(tx) == 0
    assert await _words(shop) == before
    assert sound in before


async def _words(shop: ShopService) -> dict[UUID, list[Any]]:
    async with shop.reading() as queries:
        rows = await queries.fetch("SELECT order_id, tsvector_to_array(words) || phone_e164 FROM order_contents")
    return {row[0]: row[1] for row in rows}
