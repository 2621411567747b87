"""What is owed to a customer is never out of sight: on the order, in the list, and as a figure."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.orders.invariants import PAYMENTS_HEARD
from shared.schemas.billing import CancellationInvoiceIssued, NothingToCredit
from shared.schemas.orders import CancelOrder
from tests.orders.ordering import placed, seen
from tests.orders.upstream_events import (
    cancellation_invoice_issued,
    credit_note_issued,
    invoice_issued,
    nothing_to_credit,
    payment_recorded,
    payment_reversed,
    refund_came_back,
    refund_failed,
    refund_requested,
    refund_succeeded,
    slips_voided,
    written_off,
)
from tests.support.bodies import line, order, totals
from tests.support.service import ShopService


async def to_refund(shop: ShopService, value: str = "true") -> list[tuple[str, str]]:
    response = await shop.http.get("/orders", params={"to_refund": value})
    assert response.status_code == 200, response.text
    return [(one["number"], one["balance"]) for one in response.json()["items"]]


async def counted(shop: ShopService) -> tuple[int, Any]:
    counts = (await shop.http.get("/orders/counts")).json()
    return counts["to_refund"], counts["owed_to_customers"]


async def test_what_was_paid_of_a_cancelled_order_is_owed_until_the_payment_is_taken_back(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(invoice_issued(order_id), payment_recorded(order_id, "25.00"))
    assert (await seen(shop, order_id))["balance"] == "0.00"
    assert await to_refund(shop) == []

    await shop.deliver(CancelOrder(order_id=order_id, notify_customer=True))
    assert (await seen(shop, order_id))["balance"] == "25.00"
    await shop.deliver(slips_voided(order_id), cancellation_invoice_issued(order_id))
    shown = await seen(shop, order_id)
    assert shown["cancellation"]["settled_at"]
    assert (shown["paid"], shown["balance"]) == ("25.00", "25.00")
    assert await to_refund(shop) == [("1001", "25.00")]
    assert await counted(shop) == (1, [{"currency": "EUR", "orders": 1, "amount": "25.00"}])
    assert (await shop.snapshots())[-1].balance == 25

    await shop.deliver(payment_reversed(order_id, "25.00"))
    assert (await seen(shop, order_id))["balance"] == "0.00"
    assert (await to_refund(shop), await counted(shop)) == ([], (0, []))


async def test_what_is_written_off_pays_the_order_and_a_credit_owes_back_only_what_came_in(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(invoice_issued(order_id), payment_recorded(order_id, "24.50"))
    assert (await seen(shop, order_id))["status"] == "processing_awaiting_payment"
    await shop.deliver(written_off(order_id, "0.50", paid="24.50"))
    shown = await seen(shop, order_id)
    assert (shown["status"], shown["payment_status"]) == ("processing_awaiting_shipment", "paid")
    assert [shown[name] for name in ("paid", "written_off", "balance")] == ["24.50", "0.50", "0.00"]
    (row,) = (await shop.http.get("/orders")).json()["items"]
    assert row["balance"] == "0.00"
    history = (await shop.http.get(f"/orders/{order_id}/history")).json()["items"]
    assert [(one["by"], one["detail"]["reason"]) for one in history if one["action"] == "difference_written_off"] == [
        ("bob", "fee of a bank")
    ]

    await shop.deliver(credit_note_issued(order_id, "5.00", sequence=4))
    assert await to_refund(shop) == [("1001", "4.50")]


async def test_what_is_refunded_is_owed_until_the_money_went_and_the_history_says_each_step(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(invoice_issued(order_id), payment_recorded(order_id, "30.00"), refund_requested(order_id))
    assert (await to_refund(shop), await counted(shop)) == ([], (0, []))  # all of it is on its way
    assert await to_refund(shop, "false") == [("1001", "5.00")]
    (row,) = (await shop.http.get("/orders")).json()["items"]
    assert (row["balance"], row["on_its_way"]) == ("5.00", "5.00")
    await shop.deliver(refund_failed(order_id))
    assert await to_refund(shop) == [("1001", "5.00")]
    await shop.deliver(refund_succeeded(order_id, paid="25.00", sequence=5))
    assert (await to_refund(shop), (await seen(shop, order_id))["paid"]) == ([], "25.00")
    history = (await shop.http.get(f"/orders/{order_id}/history")).json()["items"]
    told = [(one["action"], one["detail"]["amount"]) for one in history if one["action"].startswith("refund")]
    (row,) = (await shop.http.get("/orders")).json()["items"]
    assert (row["balance"], row["on_its_way"]) == ("0.00", "0.00")
    assert told == [("refund_requested", "5.00"), ("refund_failed", "5.00"), ("refunded", "5.00")]
    failed = next(one for one in history if one["action"] == "refund_failed")
    assert failed["detail"]["failure"] == "the account is closed"


async def test_a_refund_that_came_back_is_owed_again(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(invoice_issued(order_id), payment_recorded(order_id, "30.00"))
    await shop.deliver(refund_succeeded(order_id, paid="25.00"), refund_came_back(order_id, paid="30.00"))
    assert (await to_refund(shop), (await seen(shop, order_id))["paid"]) == ([("1001", "5.00")], "30.00")
    async with shop.reading() as queries:
        assert [row["kind"] for row in await queries.fetch(PAYMENTS_HEARD)] == ["payment", "refund", "reversal"]


async def test_an_order_that_was_never_invoiced_owes_what_was_paid(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(payment_recorded(order_id, "10.00"), CancelOrder(order_id=order_id), nothing_to_credit(order_id))
    assert (await seen(shop, order_id))["balance"] == "10.00"


@pytest.mark.parametrize("told", [cancellation_invoice_issued, nothing_to_credit])
async def test_cancelled_while_its_edit_waits_an_order_shows_as_credited_all_that_billing_has_credited(
    shop: ShopService, told: Callable[[UUID], CancellationInvoiceIssued | NothingToCredit]
) -> None:
    order_id = (await placed(shop)).order_id
    in_all = told(order_id).model_copy(update={"credited": Decimal("37.50")})
    await shop.deliver(CancelOrder(order_id=order_id), in_all, in_all)
    assert (await seen(shop, order_id))["credited"] == "37.50"


@pytest.mark.parametrize(
    ("paid", "credited", "balance"),
    [("0", "0", "-25.00"), ("10.00", "0", "-15.00"), ("25.00", "5.00", "5.00"), ("20.00", "5.00", "0.00")],
)
async def test_the_balance_tells_who_owes(shop: ShopService, paid: str, credited: str, balance: str) -> None:
    order_id = (await placed(shop)).order_id
    if paid != "0":
        await shop.deliver(payment_recorded(order_id, paid))
    if credited != "0":
        await shop.deliver(credit_note_issued(order_id, credited))
    assert (await seen(shop, order_id))["balance"] == balance
    assert await to_refund(shop) == ([("1001", balance)] if balance == "5.00" else [])
    assert await to_refund(shop, "false") == ([] if balance == "5.00" else [("1001", balance)])


async def test_what_is_owed_is_summed_by_currency(shop: ShopService) -> None:
    kimono = [line("KIMONO", 1, "5000", "5000", vat_rate="10")]
    yen = order(currency="JPY", lines=kimono, totals=totals("4545", "455", "5000"))
    for body, paid in ((order(), "25.00"), (order(), "7.50"), (yen, "5000")):
        order_id = (await placed(shop, body)).order_id
        await shop.deliver(payment_recorded(order_id, paid), CancelOrder(order_id=order_id))
    await placed(shop)
    assert await counted(shop) == (
        3,
        [
            {"currency": "EUR", "orders": 2, "amount": "32.50"},
            {"currency": "JPY", "orders": 1, "amount": "5000"},
        ],
    )


@pytest.mark.parametrize(("currency", "nothing", "all_of_it"), [("EUR", "0.00", "25.00"), ("JPY", "0", "25")])
async def test_nothing_is_written_with_the_decimals_of_its_currency(
    shop: ShopService, currency: str, nothing: str, all_of_it: str
) -> None:
    amount = Decimal(all_of_it)
    sums = {"net": str(amount), "vat": "0", "gross": str(amount)}
    made = {**line("DESK"), "quantity": 1, "unit_price": str(amount), "vat_rate": "0", "total": str(amount)}
    await shop.post("/products", {"products": [{"sku": "DESK", "title": "Desk", "vat_rate": "0"}]})
    answer = await shop.post("/orders", order(currency=currency, lines=[made], totals=sums))
    placed = answer.json()
    assert (placed["paid"], placed["credited"], placed["balance"]) == (nothing, nothing, f"-{all_of_it}")
    assert (placed["discount"], placed["lines"][0]["discount"]) == (nothing, nothing)
    cancelled = (await shop.post(f"/orders/{placed['order_id']}/cancel", {})).json()
    assert cancelled["balance"] == nothing
    (row,) = (await shop.http.get("/orders")).json()["items"]
    assert row["balance"] == nothing
    snapshot = (await shop.snapshots())[-1]
    assert [str(one) for one in (snapshot.paid, snapshot.credited, snapshot.balance)] == [nothing] * 3
