"""A cancelled order is owed a cancellation invoice for whatever was invoiced and not yet credited."""

import asyncio
from datetime import date

from services.billing.usecases.credit_cancelled_orders import credit_cancelled_orders
from shared.schemas.billing import CancellationInvoiceIssued
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService


async def test_a_cancelled_order_gets_a_cancellation_invoice_that_cites_the_original(billing: ShopService) -> None:
    order = placed(lines={"LAMP": 2}, price="12.50", shipping="5.95")
    await billing.deliver(order)
    await billing.deliver(cancelled(order))

    invoice, credit = await billing.announced()
    assert isinstance(credit, CancellationInvoiceIssued)
    assert (credit.sequence, credit.number) == (2, "AV-2026-000001")
    assert (credit.invoice_id, credit.invoice_number) == (invoice.invoice_id, "FA-2026-000001")
    assert credit.totals == invoice.totals
    (document,) = (await billing.http.get("/credit-notes", params={"order_id": str(order.order_id)})).json()["items"]
    assert document["kind"] == "cancellation_invoice"
    assert document["original"] == {
        "invoice_id": str(invoice.invoice_id),
        "number": "FA-2026-000001",
        "issued_on": "2026-03-02",
    }
    assert [(line["quantity"], line["payable"]) for line in document["lines"]] == [(2, "25.00")]
    assert document["shipping"]["payable"] == "5.95"


async def test_the_same_cancellation_twice_credits_once(billing: ShopService) -> None:
    order = placed()
    event = cancelled(order)
    await billing.deliver(order, event)
    await billing.deliver(event)
    await billing.deliver(event.model_copy())
    await billing.deliver(event.model_copy(), event.model_copy())
    assert await billing.announced_types() == ["InvoiceIssued", "CancellationInvoiceIssued"]


async def test_several_cancellations_of_one_order_at_once_credit_once(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    async with billing.transaction() as tx:
        await credit_cancelled_orders(tx, [cancelled(order), cancelled(order)])
    assert await billing.announced_types() == ["InvoiceIssued", "CancellationInvoiceIssued"]


async def test_a_credit_note_and_the_cancellation_at_once_give_back_the_invoice_and_no_more(
    billing: ShopService,
) -> None:
    for _ in range(4):
        order = placed(lines={"LAMP": 2}, price="12.50")
        await billing.deliver(order)
        body = {"order_id": str(order.order_id), "lines": [{"line_no": 1, "quantity": 1}]}
        answer, _ = await asyncio.gather(billing.post("/credit-notes", body), billing.deliver(cancelled(order)))
        account = (await billing.http.get(f"/orders/{order.order_id}")).json()
        assert (account["invoiced"], account["credited"]) == ("25.00", "25.00")
        notes = [one["kind"] for one in account["documents"]].count("credit_note")
        assert (answer.status_code, notes) in ((201, 1), (409, 0))


async def test_only_what_was_not_credited_before_is_credited(billing: ShopService) -> None:
    order = placed(lines={"LAMP": 3, "BULB": 1}, price="3.33", shipping="5.95")
    await billing.deliver(order)
    body = {"order_id": str(order.order_id), "lines": [{"line_no": 1, "quantity": 2}], "shipping": True}
    assert (await billing.post("/credit-notes", body)).status_code == 201
    await billing.deliver(cancelled(order))

    invoice, note, last = await billing.announced()
    for part in ("net", "vat", "gross"):
        credited = getattr(note.totals, part) + getattr(last.totals, part)
        assert credited == getattr(invoice.totals, part)
    (document, _) = (await billing.http.get("/credit-notes", params={"order_id": str(order.order_id)})).json()["items"]
    assert [(line["sku"], line["quantity"], line["payable"]) for line in document["lines"]] == [
        ("LAMP", 1, "3.33"),
        ("BULB", 1, "3.33"),
    ]
    assert document["shipping"] is None


async def test_an_order_credited_in_full_owes_nothing_more(billing: ShopService) -> None:
    order = placed(lines={"LAMP": 2})
    await billing.deliver(order)
    await billing.post("/credit-notes", {"order_id": str(order.order_id), "lines": [{"line_no": 1, "quantity": 2}]})
    await billing.deliver(cancelled(order))
    assert await billing.announced_types() == ["InvoiceIssued", "CreditNoteIssued", "NothingToCredit"]


async def test_an_order_that_was_never_invoiced_owes_nothing(billing: ShopService) -> None:
    order = placed(held=True)
    await billing.deliver(order, cancelled(order))
    assert await billing.announced_types() == ["InvoicingHeld", "NothingToCredit"]


async def test_of_an_invoice_over_nothing_there_is_nothing_to_credit(billing: ShopService) -> None:
    order = placed(price="0.00")
    await billing.deliver(order, cancelled(order))
    assert await billing.announced_types() == ["InvoiceIssued", "NothingToCredit"]


async def test_many_cancellations_of_one_poll_are_each_credited(billing: ShopService) -> None:
    orders = [placed(price=f"{number}.10") for number in range(1, 21)]
    await billing.deliver(*orders)
    await billing.deliver(*(cancelled(order) for order in orders))
    credits = [event for event in await billing.announced() if isinstance(event, CancellationInvoiceIssued)]
    assert [credit.number for credit in credits] == [f"AV-2026-{number:06d}" for number in range(1, 21)]
    assert {credit.order_id: credit.totals for credit in credits} == {order.order_id: order.totals for order in orders}
    assert {credit.issued_on for credit in credits} == {date(2026, 3, 2)}


async def test_placed_and_cancelled_in_one_poll_is_invoiced_and_credited(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order, cancelled(order), placed(), order)
    types = await billing.announced_types()
    assert types == ["InvoiceIssued", "InvoiceIssued", "CancellationInvoiceIssued"]
