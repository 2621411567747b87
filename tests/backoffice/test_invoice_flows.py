"""Orders that are not invoiced when they are placed: what their pages say, and the invoice that staff make."""

from typing import Any

import pytest

from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.languages import Says, in_both

IN_BOTH = in_both()
WAITS = {
    "on_payment": {
        "en": "No invoice yet: it is made once all is paid.",
        "fr": "Pas encore de facture : elle est établie une fois tout payé.",
    },
    "by_hand": {
        "en": "No invoice yet: it is made by hand.",
        "fr": "Pas encore de facture : elle s’établit à la main.",
    },
}
DUE = {"en": "€38.30", "fr": "38,30 €"}


async def place(shop: Services, invoicing: str, **changes: Any) -> str:
    """An order that is placed while invoices are made like that; its id."""
    section = (await shop.get("billing", "/settings"))["sections"][0]
    answer = await shop["billing"].http.put(
        "/settings/invoices",
        json=section["values"] | {"invoicing": invoicing},
        headers={"If-Match": f'"{section["version"]}"'},
    )
    assert answer.is_success, answer.text
    order_id: str = (await shop.place(**changes))["order_id"]
    return order_id


async def test_orders_whose_invoice_is_made_by_hand_are_listed_until_it_is(shop: Services, seat: Seat) -> None:
    page = await seat("accounting")
    assert (await page.goto("/")).all("#tile-to-invoice") == []
    made, waits, held, off = [await place(shop, "by_hand") for _ in range(4)]
    await shop.post("orders", f"/orders/{held}/hold", {"reason": "asked"})
    await shop.post("orders", f"/orders/{off}/cancel", {})
    await shop.hand_on()
    await page.goto("/")
    assert page.text("#tile-to-invoice .figure") == "2"
    assert page.one("#tile-to-invoice").attributes["href"] == "/orders?to_invoice=true"
    await page.goto("/orders?to_invoice=true")
    assert [row.attributes["id"] for row in page.all("[data-row]")] == [f"order-{waits}", f"order-{made}"]
    assert page.text(".tabs [aria-current]") == "To invoice 2"
    await shop.post("billing", f"/orders/{made}/invoice")
    await shop.post("orders", f"/orders/{held}/resume")
    await shop.hand_on()
    await page.goto("/orders?to_invoice=true")
    assert [row.attributes["id"] for row in page.all("[data-row]")] == [f"order-{held}", f"order-{waits}"]


@IN_BOTH
async def test_accounting_makes_the_invoice_that_an_order_waits_for(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order_id = await place(shop, "by_hand")
    page = await (await seat("accounting", language)).goto(f"/orders/{order_id}")
    assert WAITS["by_hand"][language] in page.text("#payment")
    assert page.text("#payment .balance td") == DUE[language]
    assert page.text("#payment .state .badge") == says["Not paid"]

    await page.follow(says["Create invoice"], within="#payment")
    assert DUE[language] in page.text("#dialog-content")
    await page.press(says["Create invoice"], within="#dialog-content")
    assert says["The invoice is issued."] in page.notice
    assert "FA-2026-000001" in page.text("#payment")
    assert page.links(says["Create invoice"]) == []

    await shop.hand_on()
    await page.reload()
    (entry,) = [one for one in page.all("#history li") if "FA-2026-000001" in one.text]
    assert "accounting person" in entry.text
    await page.goto(f"/orders/{order_id}/invoice")
    assert page.status == 409


@IN_BOTH
async def test_an_order_that_is_paid_shows_the_invoice_that_this_makes(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order_id = await place(shop, "on_payment")
    page = await (await seat("accounting", language)).goto(f"/orders/{order_id}")
    assert WAITS["on_payment"][language] in page.text("#payment")
    await page.press(says["Mark as paid"])
    assert page.text("#payment .state .badge") == says["Paid"]
    assert "FA-2026-000001" in page.text("#payment")


@pytest.mark.parametrize(
    ("invoicing", "paid", "made"),
    [
        ("on_payment", False, "The packing slip that was held back is made now."),
        ("on_payment", True, "What was held back is made now: the invoice and the packing slip."),
        ("by_hand", True, "The packing slip that was held back is made now."),
    ],
)
async def test_resuming_says_which_documents_are_made_now(
    shop: Services, seat: Seat, invoicing: str, paid: bool, made: str
) -> None:
    order_id = await place(shop, invoicing, hold_reason="address to be checked")
    if paid:
        await shop.post("billing", f"/orders/{order_id}/payments", {})
        await shop.hand_on()
    page = await (await seat("manager")).goto(f"/orders/{order_id}/resume")
    assert page.text("form p") == made
    await page.press("Resume", within="#dialog-content")
    await shop.hand_on()
    documents = (await shop.get("billing", f"/orders/{order_id}"))["documents"]
    assert bool(documents) == ("invoice" in made)


@pytest.mark.parametrize(
    ("invoicing", "when"),
    [("by_hand", "Its invoice is made by hand."), ("on_payment", "Its invoice is made once all is paid.")],
)
async def test_resuming_says_when_an_invoice_is_made_that_is_not_there(
    shop: Services, seat: Seat, invoicing: str, when: str
) -> None:
    order_id = await place(shop, invoicing)
    await shop.post("orders", f"/orders/{order_id}/hold", {"reason": "address to be checked"})
    await shop.hand_on()
    page = await (await seat("manager")).goto(f"/orders/{order_id}/resume")
    assert page.text("form p") == f"Work on this order goes on. {when}"


async def test_an_order_ships_before_it_has_an_invoice_and_is_listed_by_what_is_paid(
    shop: Services, seat: Seat
) -> None:
    order_id = await place(shop, "by_hand")
    (parcel,) = (await shop.get("fulfilment", f"/orders/{order_id}"))["shipments"]
    await shop.post("fulfilment", f"/shipments/{parcel['shipment_id']}/ship")
    await shop.hand_on()
    order = await shop.get("orders", f"/orders/{order_id}")
    assert (order["status"], order["payment_status"], order["shipment_status"]) == (
        "processing_awaiting_payment",
        "not_paid",
        "shipped",
    )
    await shop.post("billing", f"/orders/{order_id}/payments", {})
    await shop.hand_on()
    assert (await shop.get("orders", f"/orders/{order_id}"))["status"] == "completed_shipped"
    page = await (await seat("sales")).goto(f"/orders/{order_id}")
    assert page.links("Create invoice") == []
    assert WAITS["by_hand"]["en"] in page.text("#payment")


async def test_a_cancelled_order_without_an_invoice_says_so(shop: Services, seat: Seat) -> None:
    order_id = await place(shop, "by_hand")
    await shop.post("orders", f"/orders/{order_id}/cancel", {})
    await shop.hand_on()
    page = await (await seat("accounting")).goto(f"/orders/{order_id}")
    assert "No invoice." in page.text("#payment")
    assert page.links("Create invoice") == []
    assert "Nothing to credit" in page.text("#cancellation")
    assert (await shop.get("orders", f"/orders/{order_id}"))["cancellation"]["settled_at"]
