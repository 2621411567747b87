"""Invoices are made when the order is placed, when it is paid, or by hand: by the setting when the order was placed."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.billing.documents.store import document_of
from services.billing.files.settlement import settlement_of
from services.billing.files.store import list_to_print
from services.billing.settings import InvoiceSettings, SellerSettings
from shared.clock import now
from shared.schemas.billing import InvoiceIssued, Invoicing, NothingToCredit
from shared.schemas.orders import OrderPlaced
from shared.stored_settings import find_version, save_settings
from tests.support.clock import Clock
from tests.support.orders import PLACED_AT, cancelled, held, placed, resumed
from tests.support.service import ShopService, token


async def invoices_are_made(billing: ShopService, when: Invoicing) -> None:
    async with billing.transaction() as tx:
        version = (await find_version(tx, "invoices")).version
        await save_settings(tx, InvoiceSettings(invoicing=when), expected_version=version, at=now(), by="alice")


async def an_order(billing: ShopService, when: Invoicing, **changes: Any) -> OrderPlaced:
    """Of two lamps for 25.00, placed while that was the setting."""
    await invoices_are_made(billing, when)
    order = placed(lines={"LAMP": 2}, price="12.50", **changes)
    await billing.deliver(order)
    return order


async def invoices(billing: ShopService, order: OrderPlaced) -> list[str]:
    documents = (await seen(billing, order))["documents"]
    return [document["number"] for document in documents if document["kind"] == "invoice"]


async def seen(billing: ShopService, order: OrderPlaced) -> dict[str, Any]:
    answer: dict[str, Any] = (await billing.http.get(f"/orders/{order.order_id}")).json()
    return answer


async def pay(billing: ShopService, order: OrderPlaced, amount: str | None = None) -> httpx.Response:
    answer = await billing.post(f"/orders/{order.order_id}/payments", {"amount": amount})
    assert answer.status_code == 201, answer.text
    return answer


async def make(billing: ShopService, order: OrderPlaced, **more: Any) -> httpx.Response:
    return await billing.post(f"/orders/{order.order_id}/invoice", **more)


async def test_an_order_that_waits_to_be_paid_has_no_invoice_and_says_what_is_due(billing: ShopService) -> None:
    order = await an_order(billing, Invoicing.ON_PAYMENT)
    found = await seen(billing, order)
    assert (found["state"], found["invoicing"], found["documents"]) == ("waiting", "on_payment", [])
    assert (found["invoiced"], found["charged"], found["due"], found["balance"]) == ("0.00", "25.00", "25.00", "-25.00")
    assert (found["payment_status"], found["may"]) == ("not_paid", ["pay", "expect", "invoice", "remind"])
    assert await billing.announced() == []


async def test_it_is_invoiced_in_the_transaction_in_which_all_of_it_is_paid(billing: ShopService) -> None:
    order = await an_order(billing, Invoicing.ON_PAYMENT)
    first = (await pay(billing, order, "10.00")).json()
    assert (first["due"], await invoices(billing, order)) == ("15.00", [])
    last = (await pay(billing, order)).json()
    assert (last["paid"], last["due"], last["payment_status"], last["version"]) == ("25.00", "0.00", "paid", 3)
    assert await invoices(billing, order) == ["FA-2026-000001"]
    assert [(type(one).__name__, one.sequence) for one in await billing.announced()] == [  # type: ignore[attr-defined]
        ("PaymentRecorded", 1),
        ("PaymentRecorded", 2),
        ("InvoiceIssued", 3),
    ]
    assert (await seen(billing, order))["due"] == "0.00"


async def test_it_keeps_its_invoice_when_the_payment_is_taken_back_and_gets_no_second_one(billing: ShopService) -> None:
    order = await an_order(billing, Invoicing.ON_PAYMENT)
    await pay(billing, order)
    await billing.post(f"/orders/{order.order_id}/payments/reverse", {"reason": "cheque bounced"})
    assert ((await seen(billing, order))["due"], await invoices(billing, order)) == ("25.00", ["FA-2026-000001"])
    await pay(billing, order)
    assert await invoices(billing, order) == ["FA-2026-000001"]


async def test_more_than_is_due_pays_it_too(billing: ShopService) -> None:
    order = await an_order(billing, Invoicing.ON_PAYMENT)
    await billing.post(f"/orders/{order.order_id}/payments", {"amount": "30.00", "more_than_due": True})
    found = await seen(billing, order)
    assert (found["payment_status"], found["balance"]) == ("overpaid", "5.00")
    assert await invoices(billing, order) == ["FA-2026-000001"]


async def test_what_costs_nothing_is_invoiced_as_it_comes(billing: ShopService) -> None:
    await invoices_are_made(billing, Invoicing.ON_PAYMENT)
    order = placed(price="0.00")
    await billing.deliver(order)
    assert await invoices(billing, order) == ["FA-2026-000001"]


async def test_what_is_paid_while_it_is_on_hold_is_invoiced_when_the_hold_ends(billing: ShopService) -> None:
    order = await an_order(billing, Invoicing.ON_PAYMENT)
    await billing.deliver(hold := held(order))
    await pay(billing, order)
    assert await invoices(billing, order) == []
    await billing.deliver(resumed(order, sequence=hold.sequence + 1))
    assert await invoices(billing, order) == ["FA-2026-000001"]


async def test_a_hold_that_ends_before_it_is_paid_makes_no_invoice(billing: ShopService) -> None:
    for when in (Invoicing.ON_PAYMENT, Invoicing.BY_HAND):
        order = await an_order(billing, when, held=True)
        await billing.deliver(resumed(order))
        assert await invoices(billing, order) == []


async def test_by_hand_an_order_gets_its_invoice_when_somebody_makes_it(billing: ShopService) -> None:
    order = await an_order(billing, Invoicing.BY_HAND)
    await pay(billing, order)
    assert ((await seen(billing, order))["may"], await invoices(billing, order)) == (
        ["pay_more", "reverse", "invoice"],
        [],
    )
    answer = await make(billing, order)
    assert answer.status_code == 201
    assert (answer.json()["number"], answer.json()["totals"]["gross"]) == ("FA-2026-000001", "25.00")
    assert (await seen(billing, order))["may"] == ["pay_more", "reverse", "credit"]
    assert (await billing.announced_types())[0] == "InvoiceAwaited"
    (event,) = [one for one in await billing.announced() if isinstance(one, InvoiceIssued)]
    assert (event.by, event.number, event.totals.gross) == ("alice", "FA-2026-000001", Decimal("25.00"))


async def test_the_same_request_makes_one_invoice_and_gets_the_same_answer(billing: ShopService) -> None:
    order = await an_order(billing, Invoicing.BY_HAND)
    answers = [await make(billing, order, key="once") for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert await invoices(billing, order) == ["FA-2026-000001"]


async def test_an_invoice_may_be_made_before_the_order_is_paid(billing: ShopService) -> None:
    order = await an_order(billing, Invoicing.ON_PAYMENT)
    assert (await make(billing, order)).status_code == 201
    await pay(billing, order)
    assert await invoices(billing, order) == ["FA-2026-000001"]


async def test_no_invoice_is_made_where_there_is_one_nor_on_hold_nor_of_a_cancelled_order(billing: ShopService) -> None:
    invoiced = await an_order(billing, Invoicing.ON_PLACEMENT)
    on_hold = await an_order(billing, Invoicing.BY_HAND, held=True)
    off = await an_order(billing, Invoicing.BY_HAND)
    expected = placed()
    await billing.deliver(cancelled(off), held(expected))
    refusals = {}
    for order in (invoiced, on_hold, off, expected, placed()):
        answer = await make(billing, order)
        refusals[order.order_id] = (answer.status_code, answer.json()["type"])
        if answer.json()["type"] != "order-not-found":
            assert "invoice" not in (await seen(billing, order))["may"]
    assert list(refusals.values()) == [
        (409, "already-invoiced"),
        (409, "order-on-hold"),
        (409, "order-cancelled"),
        (404, "order-not-found"),
        (404, "order-not-found"),
    ]


async def test_only_who_may_write_makes_an_invoice_and_who_may_not_read_gets_its_number_alone(
    billing: ShopService,
) -> None:
    order = await an_order(billing, Invoicing.BY_HAND)
    path, key = f"/orders/{order.order_id}/invoice", {"Idempotency-Key": "of-a-machine"}
    async with billing.client(token("billing:read payments:record")) as reader:
        assert (await reader.post(path, headers=key)).status_code == 403
    async with billing.client(token("billing:write")) as writer:
        assert (await writer.post(path, headers=key)).json().keys() == {"document_id", "number"}


async def test_a_cancelled_order_without_an_invoice_has_nothing_to_credit_and_its_payment_is_owed_back(
    billing: ShopService,
) -> None:
    for when in (Invoicing.ON_PAYMENT, Invoicing.BY_HAND):
        order = await an_order(billing, when)
        await pay(billing, order, "10.00")
        await billing.deliver(cancelled(order))
        found = await seen(billing, order)
        assert (found["documents"], found["balance"], found["due"]) == ([], "10.00", "0.00")
        assert isinstance((await billing.announced())[-1], NothingToCredit)


async def test_an_order_goes_by_the_setting_when_it_was_placed(billing: ShopService) -> None:
    paid_later = await an_order(billing, Invoicing.ON_PAYMENT)
    by_hand = await an_order(billing, Invoicing.BY_HAND)
    at_once = await an_order(billing, Invoicing.ON_PLACEMENT)
    for order in (paid_later, by_hand):
        await pay(billing, order)
    await billing.deliver(paid_later, by_hand)
    assert [await invoices(billing, order) for order in (paid_later, by_hand, at_once)] == [
        ["FA-2026-000002"],
        [],
        ["FA-2026-000001"],
    ]
    assert [(await seen(billing, order))["invoicing"] for order in (paid_later, by_hand, at_once)] == [
        "on_payment",
        "by_hand",
        "on_placement",
    ]


async def test_what_waits_on_hold_when_the_setting_changes_is_invoiced_as_it_was_placed(billing: ShopService) -> None:
    order = await an_order(billing, Invoicing.ON_PLACEMENT, held=True)
    await invoices_are_made(billing, Invoicing.BY_HAND)
    await billing.deliver(resumed(order))
    assert await invoices(billing, order) == ["FA-2026-000001"]


async def test_what_is_brought_over_was_invoiced_elsewhere_and_is_so_at_once(billing: ShopService) -> None:
    order = await an_order(billing, Invoicing.BY_HAND, occurred_at=PLACED_AT)
    assert await invoices(billing, order) == ["FA-2026-000001"]


async def test_an_invoice_is_dated_when_it_is_made_and_is_of_the_day_of_the_order(
    billing: ShopService, clock: Clock
) -> None:
    order = await an_order(billing, Invoicing.BY_HAND)
    clock.pass_by(days=3)
    invoice = (await make(billing, order)).json()
    assert (invoice["issued_on"], invoice["due_on"], invoice["supplied_on"]) == (
        "2026-03-05",
        "2026-04-04",
        "2026-03-02",
    )


@pytest.mark.parametrize("when", [Invoicing.ON_PAYMENT, Invoicing.BY_HAND])
async def test_payments_and_hands_at_once_make_one_invoice(billing: ShopService, when: Invoicing) -> None:
    order = await an_order(billing, when)
    path = f"/orders/{order.order_id}"
    answers = await asyncio.gather(
        *(make(billing, order) for _ in range(3)),
        *(billing.post(f"{path}/payments", {"amount": "12.50"}) for _ in range(2)),
        make(billing, order),
    )
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert await invoices(billing, order) == ["FA-2026-000001"]
    assert (await seen(billing, order))["due"] == "0.00"


async def test_orders_paid_at_once_get_numbers_without_a_gap(billing: ShopService) -> None:
    orders = [await an_order(billing, Invoicing.ON_PAYMENT) for _ in range(6)]
    await asyncio.gather(*(pay(billing, order) for order in orders))
    numbers = sorted([number for order in orders for number in await invoices(billing, order)])
    assert numbers == [f"FA-2026-00000{position}" for position in range(1, 7)]


@pytest.mark.parametrize(
    ("paid_at", "issued_on"), [(timedelta(hours=-20), "2026-03-02"), (timedelta(days=2), "2026-03-04")]
)
async def test_an_invoice_that_a_payment_brought_over_makes_is_not_older_than_its_order_and_says_that_it_is_paid(
    billing: ShopService, clock: Clock, paid_at: timedelta, issued_on: str
) -> None:
    order = await an_order(billing, Invoicing.ON_PAYMENT)
    clock.pass_by(days=9)
    sent = {"amount": "25.00", "occurred_at": (PLACED_AT + paid_at).isoformat()}
    caller = {"Authorization": f"Bearer {token('payments:record billing:read imports:write')}"}
    answer = await billing.post(f"/orders/{order.order_id}/payments", sent, headers=caller)
    assert answer.status_code == 201, answer.text
    (document,) = (await seen(billing, order))["documents"]
    assert document["issued_on"] == issued_on
    async with billing.transaction() as tx:
        (to_print,) = await list_to_print(tx, [(UUID(document["document_id"]), 1)])
    (issued,) = (document_of(row) for row in to_print.of_order)
    assert settlement_of(issued, [issued], to_print.entries, SellerSettings().date_of).due == 0


async def test_nobody_paid_for_a_cancelled_order_before_it_was_placed(billing: ShopService) -> None:
    order = await an_order(billing, Invoicing.BY_HAND)
    await billing.deliver(cancelled(order))
    body = {"amount": "25.00", "more_than_due": True, "paid_at": "2001-01-01T00:00:00Z"}
    refused = await billing.post(f"/orders/{order.order_id}/payments", body)
    assert (refused.status_code, refused.json()["type"]) == (422, "wrong-date")
