"""What customers write from right to left, or to turn others' words round, changes nothing around it."""

import re
import sys
import unicodedata

import pytest

from shared.bidi import FROM_THE_RIGHT, isolated
from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.bodies import line, totals
from tests.support.sale import LAMP

TURNS, FSI, PDI = "\u202e", "\u2068", "\u2069"
NAME, TITLE, NOTE = f"Zoé {TURNS}nitraM", f"Lampe {TURNS}02", f"sonner {TURNS}xued\nfois"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Zoé Martin", "Zoé Martin"),
        ("دار السلام", f"{FSI}دار السلام{PDI}"),
        (f"a{TURNS}b", f"{FSI}a{TURNS}b{PDI}"),
        (f"a{PDI}{TURNS}b", f"{FSI}a{TURNS}b{PDI}"),  # it does not end what holds it
        (f"a{FSI}{TURNS}b", f"{FSI}a{FSI}{TURNS}b{PDI}{PDI}"),
        (f"é\n{TURNS}b", f"é\n{FSI}{TURNS}b{PDI}"),
    ],
)
def test_text_is_isolated_where_something_in_it_runs_from_the_right(written: str, shown: str) -> None:
    assert isolated(written) == shown


def test_no_letter_of_unicode_that_runs_from_the_right_is_overlooked() -> None:
    turning = {chr(at) for at in range(sys.maxunicode + 1) if unicodedata.bidirectional(chr(at)) in FROM_THE_RIGHT}
    assert {letter for letter in turning if isolated(letter) == letter} == set()


async def test_pages_isolate_it_wherever_it_stands_and_forms_send_it_back_as_it_was(shop: Services, seat: Seat) -> None:
    await shop.post("orders", "/products", {"products": [{**LAMP, "sku": "TURNED", "title": TITLE}]})
    order = await shop.place(
        customer={"name": NAME, "email": "zoe@example.org", "billing_address": {"country": "FR", "city": NAME}},
        lines=[line("TURNED", 1, "12.50", "12.50")],
        shipping=None,
        totals=totals("10.42", "2.08", "12.50"),
        feedback=NOTE,
    )
    await shop.post("orders", f"/orders/{order['order_id']}/hold", {"reason": NAME})
    await shop.hand_on()
    page = await seat("owner")
    documents = (await shop.get("billing", f"/orders/{order['order_id']}"))["documents"]
    (message,) = (await shop.get("notifier", "/messages"))["items"]
    shown = 0
    for path in (
        "/",
        "/orders",
        f"/orders/{order['order_id']}",
        *(f"/documents/{one['document_id']}" for one in documents),
        "/products",
        "/products/TURNED",
        "/messages",
        f"/messages/{message['message_id']}",
    ):
        answer = await page.browser.get(path)
        outside = re.sub(rf"{FSI}[^{FSI}{PDI}]*{PDI}", "", answer.text)
        shown += answer.text.count(TURNS)
        assert TURNS not in outside, f"{path}: {outside[max(0, outside.find(TURNS) - 80) :][:120]}"
    assert shown > 8
    await page.goto(f"/orders?q={TURNS}02")
    assert page.value("Search orders") == f"{TURNS}02"
