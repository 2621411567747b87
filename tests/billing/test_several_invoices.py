"""An order that is edited has several invoices: balance, credits and cancellation are over all of them."""

from datetime import UTC, datetime
from typing import Any

from services.billing.documents.model import Document
from services.billing.invariants import INVARIANTS
from shared.schemas.orders import OrderPlaced
from tests.billing.invoices import invoice_more
from tests.support.clock import Clock
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService


async def invoiced_twice(billing: ShopService) -> tuple[OrderPlaced, Document]:
    """An order with FA-2026-000001 over 25.00 and FA-2026-000002 over 40.00, which is returned too."""
    order = placed(lines={"LAMP": 2}, price="12.50")
    await billing.deliver(order)
    return order, await invoice_more(billing, order, price="40.00")


async def bill_of(billing: ShopService, order: OrderPlaced) -> dict[str, Any]:
    answer: dict[str, Any] = (await billing.http.get(f"/orders/{order.order_id}")).json()
    return answer


def states(bill: dict[str, Any], field: str) -> list[Any]:
    return [document[field] for document in bill["documents"] if document["kind"] == "invoice"]


async def test_the_balance_is_over_all_invoices(billing: ShopService) -> None:
    order, _ = await invoiced_twice(billing)
    await billing.post(f"/orders/{order.order_id}/payments", {"amount": "30.00"})
    bill = await bill_of(billing, order)
    assert (bill["invoiced"], bill["charged"], bill["paid"], bill["due"]) == ("65.00", "65.00", "30.00", "35.00")
    assert (await billing.post(f"/orders/{order.order_id}/payments", {})).json()["payment_status"] == "paid"


async def test_a_credit_is_of_the_invoice_it_names(billing: ShopService) -> None:
    order, second = await invoiced_twice(billing)
    body = {"invoice_id": str(second.document_id), "lines": [{"line_no": 1, "quantity": 1}]}
    note = (await billing.post("/credit-notes", body)).json()
    assert (note["original"]["number"], note["credited_in_full"]) == ("FA-2026-000002", True)
    bill = await bill_of(billing, order)
    assert states(bill, "credit_state") == ["not_credited", "credited"]
    assert (bill["credited"], bill["due"]) == ("40.00", "25.00")
    listed = (await billing.http.get("/invoices", params={"order_id": str(order.order_id)})).json()["items"]
    assert [(one["number"], one["creditable"]) for one in listed] == [
        ("FA-2026-000002", "0.00"),
        ("FA-2026-000001", "25.00"),
    ]


async def test_the_order_names_its_invoice_only_where_one_can_be_credited(billing: ShopService) -> None:
    order, second = await invoiced_twice(billing)
    by_order = {"order_id": str(order.order_id), "amount": "1.00"}
    answer = await billing.post("/credit-notes", by_order)
    assert (answer.status_code, answer.json()["type"]) == (409, "several-invoices")
    assert answer.json()["detail"] == (
        "order 1001 has several invoices to credit (FA-2026-000001, FA-2026-000002): name one by invoice_id"
    )
    await billing.post("/credit-notes", {"invoice_id": str(second.document_id), "amount": "40.00"})
    assert (await billing.post("/credit-notes", by_order)).json()["original"]["number"] == "FA-2026-000001"
    await billing.post("/credit-notes", {**by_order, "amount": "24.00"})
    answer = await billing.post("/credit-notes", by_order)
    assert (answer.status_code, answer.json()["type"]) == (409, "over-crediting")
    assert answer.json()["detail"] == "nothing is left to credit of the invoices of order 1001"


async def test_a_cancelled_order_gets_a_cancellation_invoice_for_each_invoice(billing: ShopService) -> None:
    order, second = await invoiced_twice(billing)
    await billing.post("/credit-notes", {"invoice_id": str(second.document_id), "amount": "10.00"})
    await billing.deliver(cancelled(order), cancelled(order))
    await billing.deliver(cancelled(order))

    *_, first_credit, second_credit = await billing.announced()
    assert await billing.announced_types() == [
        "InvoiceIssued",
        "CreditNoteIssued",
        "CancellationInvoiceIssued",
        "CancellationInvoiceIssued",
    ]
    assert [(one.sequence, one.invoice_number, str(one.totals.gross)) for one in (first_credit, second_credit)] == [
        (3, "FA-2026-000001", "25.00"),
        (4, "FA-2026-000002", "30.00"),
    ]
    bill = await bill_of(billing, order)
    assert (bill["version"], bill["charged"], bill["due"]) == (4, "0.00", "0.00")
    assert states(bill, "credit_state") == ["credited", "credited"]


async def test_an_invoice_that_is_credited_in_full_gets_no_cancellation_invoice(billing: ShopService) -> None:
    order, second = await invoiced_twice(billing)
    await billing.post("/credit-notes", {"invoice_id": str(second.document_id), "amount": "40.00"})
    await billing.deliver(cancelled(order))
    *_, credit = await billing.announced()
    assert (type(credit).__name__, credit.invoice_number) == ("CancellationInvoiceIssued", "FA-2026-000001")


async def test_nothing_is_left_to_credit_only_when_all_invoices_are_credited(billing: ShopService) -> None:
    order, second = await invoiced_twice(billing)
    await billing.post("/credit-notes", {"invoice_id": str(second.document_id), "amount": "40.00"})
    await billing.post("/credit-notes", {"order_id": str(order.order_id), "amount": "25.00"})
    await billing.deliver(cancelled(order))
    assert (await billing.announced_types())[-1] == "NothingToCredit"


async def test_payments_settle_the_oldest_invoice_first(billing: ShopService, clock: Clock) -> None:
    order, _ = await invoiced_twice(billing)
    clock.at = datetime(2026, 4, 2, 12, tzinfo=UTC)
    assert states(await bill_of(billing, order), "overdue") == [True, True]
    await billing.post(f"/orders/{order.order_id}/payments", {"amount": "25.00"})
    assert states(await bill_of(billing, order), "overdue") == [False, True]
    await billing.post(f"/orders/{order.order_id}/payments", {"amount": "40.00"})
    assert states(await bill_of(billing, order), "overdue") == [False, False]


async def test_the_books_of_an_order_with_several_invoices_break_no_rule(billing: ShopService) -> None:
    order, second = await invoiced_twice(billing)
    await billing.post("/credit-notes", {"invoice_id": str(second.document_id), "amount": "10.00"})
    await billing.deliver(cancelled(order))
    async with billing.database.pool.acquire() as database:
        found = {rule: await violations(database) for rule, violations in INVARIANTS}
    assert {rule: violations for rule, violations in found.items() if violations} == {}
