"""Packing slips from the pages: one from its order, many from the list as one PDF in its order."""

import asyncio
from collections.abc import AsyncIterator

import pypdfium2
import pytest
import zxingcpp

from services.fulfilment.papers.press import SLIP_PRESS
from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.languages import Says, in_one


@pytest.fixture
async def press(shop: Services) -> AsyncIterator[None]:
    """As in a running service: the program stays for the next slip."""
    keeping = asyncio.create_task(SLIP_PRESS.keep())
    await asyncio.sleep(0)
    yield
    keeping.cancel()
    await asyncio.wait([keeping])


def numbers_on(pdf: bytes) -> list[str]:
    pages = [page.render(scale=2).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    return [code.text for page in pages for code in zxingcpp.read_barcodes(page)]


@pytest.mark.usefixtures("press")
@in_one("fr")
async def test_slips_are_printed_from_the_order_and_from_the_list(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    first, second, third = [await shop.place(gift=is_gift) for is_gift in (True, False, False)]
    await shop.hand_on()
    page = await (await seat("warehouse", language)).goto(f"/orders/{first['order_id']}")
    assert says["A gift: its packing slip has no prices."] in page.text("#shipping")
    printer = page.one("#shipping a.pdf").attributes
    assert printer["aria-label"] == f"{says['Print']} BE-000001"
    slip = await page.browser.get(printer["href"])
    assert slip.headers["content-type"] == "application/pdf"
    assert slip.headers["content-disposition"] == 'inline; filename="BE-000001.pdf"'
    assert numbers_on(slip.content) == ["BE-000001"]

    await page.goto("/orders")
    assert page.one("#print-selected").attributes["formaction"] == "/orders/slips"
    chosen = f"order={third['order_id']}&order={first['order_id']}"
    await page.goto(f"/orders/slips?{chosen}&query=")
    assert page.heading == says["Print packing slips"]
    assert says["2 selected orders"] in page.text("#dialog-content")
    asked = f"/orders/slips/pdf?{chosen}"
    assert numbers_on((await page.browser.get(asked)).content) == ["BE-000003", "BE-000001"]
    whole = await page.browser.get(f"{asked}&which=list&query=shipment_status=not_shipped")
    assert numbers_on(whole.content) == ["BE-000003", "BE-000002", "BE-000001"]
    told = (await page.browser.get(f"{asked}&told=yes")).content
    assert told.startswith(b'{"made": 2, "of": 2, "bytes": ')

    assert (await (await seat("accounting", language)).goto("/orders/slips")).status == 200
    nothing = await page.browser.get("/orders/slips/pdf")
    assert nothing.status_code == 404
