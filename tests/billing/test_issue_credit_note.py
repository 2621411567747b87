"""Part of an invoice is given back: lines and quantities, shipping or payment costs, or a custom amount."""

import asyncio
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from shared.schemas.billing import CreditNoteIssued
from shared.schemas.orders import OrderPlaced
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService


async def invoiced(billing: ShopService, **what: Any) -> OrderPlaced:
    order = placed(**what)
    await billing.deliver(order)
    return order


def lines(order: OrderPlaced, quantities: dict[int, int], **more: Any) -> dict[str, Any]:
    asked = [{"line_no": line_no, "quantity": quantity} for line_no, quantity in quantities.items()]
    return {"order_id": str(order.order_id), "lines": asked, **more}


async def test_two_lamps_of_three_are_given_back(billing: ShopService) -> None:
    order = await invoiced(billing, lines={"LAMP": 3}, price="12.50")
    body = {"order_id": str(order.order_id), "lines": [{"line_no": 1, "quantity": 2, "restock": True}]}
    answer = await billing.post("/credit-notes", body | {"reason": "broken", "reference": "C536379"})

    assert answer.status_code == 201
    note = answer.json()
    assert (note["number"], note["original"]["number"]) == ("AV-2026-000001", "FA-2026-000001")
    assert (note["totals"]["net"], note["totals"]["vat"], note["totals"]["gross"]) == ("20.83", "4.17", "25.00")
    assert (note["reason"], note["reference"], note["credited_in_full"]) == ("broken", "C536379", False)
    _, event = await billing.announced()
    assert isinstance(event, CreditNoteIssued)
    assert (event.sequence, str(event.document_id), event.by) == (2, note["document_id"], "alice")
    assert [(line.sku, line.quantity, str(line.amount), line.restock) for line in event.lines] == [
        ("LAMP", 2, "25.00", True)
    ]


async def test_the_account_tells_the_units_that_credit_notes_gave_back_of_each_line(billing: ShopService) -> None:
    order = await invoiced(billing, lines={"LAMP": 3, "BULB": 2}, price="12.50")
    for units in ({1: 1}, {1: 1, 2: 1}):
        assert (await billing.post("/credit-notes", lines(order, units))).status_code == 201
    money_only = {"order_id": str(order.order_id), "amount": "1.00"}
    assert (await billing.post("/credit-notes", money_only)).status_code == 201
    await billing.deliver(cancelled(order))  # gives back all that is left, as its cancellation invoice says
    account = (await billing.http.get(f"/orders/{order.order_id}")).json()
    assert account["units_credited"] == [{"line_no": 1, "quantity": 2}, {"line_no": 2, "quantity": 1}]


async def test_the_invoice_can_be_named_by_its_own_id(billing: ShopService) -> None:
    await invoiced(billing, lines={"LAMP": 1})
    (issued,) = await billing.announced()
    body = {"invoice_id": str(issued.invoice_id), "lines": [{"line_no": 1, "quantity": 1}]}
    note = (await billing.post("/credit-notes", body)).json()
    assert note["credited_in_full"] is True


async def test_the_same_request_twice_credits_once(billing: ShopService) -> None:
    order = await invoiced(billing, lines={"LAMP": 2})
    first = await billing.post("/credit-notes", lines(order, {1: 1}), key="credit-1")
    again = await billing.post("/credit-notes", lines(order, {1: 1}), key="credit-1")
    assert again.json() == first.json()
    assert await billing.announced_types() == ["InvoiceIssued", "CreditNoteIssued"]


async def test_a_credit_that_is_told_twice_under_its_own_number_is_issued_once(billing: ShopService) -> None:
    order = await invoiced(billing, lines={"LAMP": 3})
    body = {"order_id": str(order.order_id), "amount": "10.00", "reference": "REFUND-77"}
    assert (await billing.post("/credit-notes", body)).status_code == 201
    again = await billing.post("/credit-notes", body)
    assert (again.status_code, again.json()["type"]) == (409, "credit-already-issued")
    assert again.json()["detail"] == "AV-2026-000001 has this reference and amount already: it is that credit"
    assert (await billing.post("/credit-notes", body | {"amount": "5.00"})).status_code == 201
    nameless = {"order_id": str(order.order_id), "amount": "1.00"}
    assert [(await billing.post("/credit-notes", nameless)).status_code for _ in range(2)] == [201, 201]


async def test_crediting_more_than_is_left_is_refused_and_changes_nothing(billing: ShopService) -> None:
    order = await invoiced(billing, lines={"LAMP": 2})
    await billing.post("/credit-notes", lines(order, {1: 1}))
    answer = await billing.post("/credit-notes", lines(order, {1: 2}))
    assert (answer.status_code, answer.json()["type"]) == (409, "over-crediting")
    assert answer.json()["detail"] == (
        "line 1 (LAMP) of invoice FA-2026-000001 has 1 of 2 left to credit; 2 were asked for"
    )
    assert await billing.announced_types() == ["InvoiceIssued", "CreditNoteIssued"]


async def test_two_clerks_credit_the_last_lamp_and_one_gets_it(billing: ShopService) -> None:
    order = await invoiced(billing, lines={"LAMP": 1})
    await asyncio.gather(*(billing.http.get("/invoices") for _ in range(12)))  # so that all connections are open
    answers = await asyncio.gather(*(billing.post("/credit-notes", lines(order, {1: 1})) for _ in range(12)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 11
    assert {answer.json().get("detail") for answer in answers if answer.status_code == 409} == {
        "line 1 (LAMP) of invoice FA-2026-000001 has 0 of 1 left to credit; 1 were asked for"
    }


async def test_an_amount_is_given_back_without_goods(billing: ShopService) -> None:
    order = await invoiced(billing, lines={"LAMP": 2}, price="12.50")
    note = (await billing.post("/credit-notes", {"order_id": str(order.order_id), "amount": "5.00"})).json()
    assert (note["totals"]["net"], note["totals"]["vat"], note["totals"]["gross"]) == ("4.17", "0.83", "5.00")
    assert [(line["quantity"], line["payable"]) for line in note["lines"]] == [(0, "5.00")]
    too_much = await billing.post("/credit-notes", {"order_id": str(order.order_id), "amount": "20.01"})
    assert too_much.json()["detail"] == "invoice FA-2026-000001 has 20.00 EUR left to credit; 20.01 were asked for"


async def test_shipping_is_given_back_when_asked_for(billing: ShopService) -> None:
    order = await invoiced(billing, lines={"LAMP": 1}, price="10.00", shipping="5.95")
    note = (await billing.post("/credit-notes", lines(order, {1: 1}, shipping=True))).json()
    assert (note["totals"]["gross"], note["shipping"]["payable"]) == ("15.95", "5.95")


async def test_an_order_without_invoice_has_nothing_to_credit_yet(billing: ShopService) -> None:
    order = await invoiced(billing, held=True)
    answer = await billing.post("/credit-notes", lines(order, {1: 1}))
    assert (answer.status_code, answer.json()["type"]) == (409, "not-invoiced")


async def test_a_cancelled_order_is_credited_already(billing: ShopService) -> None:
    order = await invoiced(billing)
    await billing.deliver(cancelled(order))
    answer = await billing.post("/credit-notes", lines(order, {1: 1}))
    assert (answer.status_code, answer.json()["type"]) == (409, "order-cancelled")


async def test_an_unknown_order_or_invoice_is_not_found(billing: ShopService) -> None:
    for name, kind in (("order_id", "order-not-found"), ("invoice_id", "document-not-found")):
        answer = await billing.post("/credit-notes", {name: str(uuid7()), "amount": "1.00"})
        assert (answer.status_code, answer.json()["type"]) == (404, kind)


async def test_a_credit_note_cannot_be_credited(billing: ShopService) -> None:
    order = await invoiced(billing)
    note = (await billing.post("/credit-notes", lines(order, {1: 1}))).json()
    answer = await billing.post("/credit-notes", {"invoice_id": note["document_id"], "amount": "1.00"})
    assert (answer.status_code, answer.json()["type"]) == (404, "document-not-found")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"lines": [{"line_no": 1, "quantity": 1}], "amount": "1.00"},
        {"lines": [{"line_no": 1, "quantity": 1}, {"line_no": 1, "quantity": 1}]},
        {"lines": [{"line_no": 1, "quantity": 0}]},
        {"lines": [{"line_no": 1, "quantity": -1}]},
        {"lines": [{"line_no": 9, "quantity": 1}]},
        {"lines": [{"line_no": 1, "amount": "1.00", "restock": True}]},
        {"amount": "1.00", "vat_rate": "19"},
        {"amount": "1.00", "vat_rate": "101"},
        {"lines": [{"line_no": 1, "quantity": 1}], "vat_rate": "20"},
        {"payment_costs": True, "payment_costs_amount": "1.00"},
        {"amount": "0.00"},
        {"amount": "-1.00"},
        {"amount": "0.005"},
        {"amount": "1.00", "invoice_id": str(uuid7())},
        {"amount": "1.00", "reason": "<b>" + "x" * 5000},
    ],
)
async def test_nonsense_is_refused_with_what_is_wrong(billing: ShopService, body: dict[str, Any]) -> None:
    order = await invoiced(billing)
    answer = await billing.post("/credit-notes", {"order_id": str(order.order_id), **body})
    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert await billing.announced_types() == ["InvoiceIssued"]


async def test_a_credit_note_over_nothing_is_refused_and_takes_no_number(billing: ShopService) -> None:
    order = await invoiced(billing, lines={"LAMP": 1, "BULB": 1}, price="10.00")
    await billing.post("/credit-notes", {"order_id": str(order.order_id), "amount": "20.00"})
    answer = await billing.post("/credit-notes", lines(order, {1: 1}))
    assert (answer.status_code, answer.json()["type"]) == (409, "nothing-to-credit")
    assert answer.json()["detail"] == "nothing is left to credit of line 1 (LAMP) of invoice FA-2026-000001"
    other = await invoiced(billing)
    next_note = await billing.post("/credit-notes", {"order_id": str(other.order_id), "amount": "1.00"})
    assert next_note.json()["number"] == "AV-2026-000002"
