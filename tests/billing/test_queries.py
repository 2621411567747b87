"""What the API tells about invoices, credits and orders."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from uuid_utils.compat import uuid7

from shared.http.pagination import cursor
from shared.schemas.orders import OrderPlaced
from tests.support.clock import Clock
from tests.support.orders import CUSTOMER, cancelled, held, placed
from tests.support.service import ShopService, token


async def documents(billing: ShopService, order: OrderPlaced, field: str) -> list[tuple[str, Any]]:
    """This field of each document of an order, oldest first, with the documents' numbers."""
    view = (await billing.http.get(f"/orders/{order.order_id}")).json()
    return [(document["number"], document[field]) for document in view["documents"]]


async def list_of(billing: ShopService, path: str, **params: Any) -> list[dict[str, Any]]:
    answer = await billing.http.get(path, params={name: str(value) for name, value in params.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_invoices_are_found_by_order_customer_sku_and_number(billing: ShopService) -> None:
    other = CUSTOMER.model_copy(update={"reference": "C-18"})
    lamp, rug = placed(lines={"LAMP": 1, "BULB": 2}), placed(lines={"RUG": 1}, customer=other)
    await billing.deliver(lamp, rug)
    for filters in (
        {"order_id": lamp.order_id},
        {"customer": "C-17"},
        {"sku": "BULB"},
        {"number": "FA-2026-000001"},
        {"customer": "C-17", "sku": "LAMP"},
    ):
        found = await list_of(billing, "/invoices", **filters)
        assert [UUID(invoice["order_id"]) for invoice in found] == [lamp.order_id], filters
    assert await list_of(billing, "/invoices", customer="C-17", sku="RUG") == []
    assert await list_of(billing, "/invoices", order_id=uuid7()) == []


async def test_an_invoice_tells_what_may_still_be_credited(billing: ShopService) -> None:
    order = placed(lines={"LAMP": 3, "BULB": 1}, price="10.00", shipping="5.00")
    await billing.deliver(order)
    body = {"order_id": str(order.order_id), "lines": [{"line_no": 1, "quantity": 1}], "shipping": True}
    await billing.post("/credit-notes", body)
    (invoice,) = await list_of(billing, "/invoices")
    assert [line["creditable"] for line in invoice["lines"]] == [
        {"quantity": 2, "amount": "20.00"},
        {"quantity": 1, "amount": "10.00"},
    ]
    assert invoice["shipping"]["creditable"] == "0.00"
    assert (invoice["credit_state"], invoice["credited"], invoice["creditable"]) == (
        "partially_credited",
        "15.00",
        "30.00",
    )
    assert (await billing.http.get(f"/invoices/{invoice['document_id']}")).json() == invoice
    await billing.deliver(cancelled(order))
    (invoice,) = await list_of(billing, "/invoices")
    assert (invoice["credit_state"], invoice["creditable"]) == ("credited", "0.00")


async def test_invoices_come_in_pages_newest_first(billing: ShopService) -> None:
    for _ in range(5):
        await billing.deliver(placed())
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = (await billing.http.get("/invoices", params={"limit": "2", **after})).json()
        seen += [invoice["number"] for invoice in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert seen == [f"FA-2026-{number:06d}" for number in (5, 4, 3, 2, 1)]


async def test_credits_are_found_by_order_invoice_and_reference(billing: ShopService) -> None:
    order, other = placed(), placed()
    await billing.deliver(order, other, cancelled(other))
    body = {"order_id": str(order.order_id), "amount": "1.00", "reference": "C536379"}
    note = (await billing.post("/credit-notes", body)).json()
    for filters in (
        {"order_id": order.order_id},
        {"invoice_id": note["original"]["invoice_id"]},
        {"reference": "C536379"},
    ):
        (found,) = await list_of(billing, "/credit-notes", **filters)
        assert found["document_id"] == note["document_id"]
    assert len(await list_of(billing, "/credit-notes")) == 2


async def test_a_credit_note_and_a_cancellation_invoice_are_read_as_issued(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    await billing.post("/credit-notes", {"order_id": str(order.order_id), "amount": "1.00", "reason": "scratched"})
    await billing.deliver(cancelled(order))
    listed = await list_of(billing, "/credit-notes", order_id=order.order_id)
    assert [document["kind"] for document in listed] == ["cancellation_invoice", "credit_note"]
    for document in listed:
        assert (await billing.http.get(f"/credit-notes/{document['document_id']}")).json() == document
    assert (listed[1]["number"], listed[1]["reason"], listed[1]["totals"]["gross"]) == (
        "AV-2026-000001",
        "scratched",
        "1.00",
    )


async def test_an_invoice_is_no_credit_note(billing: ShopService) -> None:
    await billing.deliver(placed())
    (invoice,) = await list_of(billing, "/invoices")
    answer = await billing.http.get(f"/credit-notes/{invoice['document_id']}")
    assert (answer.status_code, answer.json()["type"]) == (404, "document-not-found")
    assert answer.json()["detail"] == f"there is no credit note {invoice['document_id']}"


async def test_an_order_shows_how_much_of_its_invoice_was_given_back(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    assert await documents(billing, order, "credit_state") == [("FA-2026-000001", "not_credited")]
    await billing.post("/credit-notes", {"order_id": str(order.order_id), "amount": "1.00"})
    assert await documents(billing, order, "credit_state") == [
        ("FA-2026-000001", "partially_credited"),
        ("AV-2026-000001", None),
    ]
    await billing.deliver(cancelled(order))
    assert await documents(billing, order, "credit_state") == [
        ("FA-2026-000001", "credited"),
        ("AV-2026-000001", None),
        ("AV-2026-000002", None),
    ]


async def test_an_invoice_is_overdue_the_day_after_its_due_date_until_it_is_paid(
    billing: ShopService, clock: Clock
) -> None:
    order = placed(lines={"LAMP": 2}, price="12.50")
    await billing.deliver(order)
    assert await documents(billing, order, "due_on") == [("FA-2026-000001", "2026-04-01")]
    clock.at = datetime(2026, 4, 1, 21, 59, tzinfo=UTC)  # in Nantes it is still the first of April
    assert await documents(billing, order, "overdue") == [("FA-2026-000001", False)]
    clock.at = datetime(2026, 4, 1, 22, 0, tzinfo=UTC)
    assert await documents(billing, order, "overdue") == [("FA-2026-000001", True)]
    await billing.post(f"/orders/{order.order_id}/payments", {"amount": "20.00"})
    assert await documents(billing, order, "overdue") == [("FA-2026-000001", True)]
    await billing.post("/credit-notes", {"order_id": str(order.order_id), "amount": "5.00"})
    assert await documents(billing, order, "overdue") == [("FA-2026-000001", False), ("AV-2026-000001", False)]


async def test_a_cancelled_order_is_never_overdue(billing: ShopService, clock: Clock) -> None:
    order = placed()
    await billing.deliver(order, cancelled(order))
    clock.at = datetime(2027, 1, 1, tzinfo=UTC)
    assert [overdue for _, overdue in await documents(billing, order, "overdue")] == [False, False]


async def test_an_order_shows_its_documents_its_ledger_and_its_balance(billing: ShopService) -> None:
    order = placed(lines={"LAMP": 2}, price="12.50")
    await billing.deliver(order)
    await billing.post("/credit-notes", {"order_id": str(order.order_id), "amount": "5.00", "reference": "R-1"})
    await billing.post(f"/orders/{order.order_id}/payments", {"amount": "8.00", "method": "cash"})
    answer = await billing.http.get(f"/orders/{order.order_id}")
    view = answer.json()
    assert answer.headers["ETag"] == '"3"'
    assert (view["number"], view["state"], view["held"], view["cancelled"]) == ("1001", "invoiced", False, False)
    assert (view["invoiced"], view["credited"], view["charged"]) == ("25.00", "5.00", "20.00")
    assert (view["paid"], view["due"], view["payment_status"]) == ("8.00", "12.00", "partially_paid")
    assert [(one["kind"], one["number"], one["gross"], one["reference"]) for one in view["documents"]] == [
        ("invoice", "FA-2026-000001", "25.00", None),
        ("credit_note", "AV-2026-000001", "5.00", "R-1"),
    ]
    assert [(entry["kind"], entry["amount"], entry["method"]) for entry in view["ledger"]] == [
        ("payment", "8.00", "cash")
    ]


async def test_an_order_known_only_by_its_hold_is_shown_as_expected(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(held(order))
    view = (await billing.http.get(f"/orders/{order.order_id}")).json()
    assert (view["state"], view["held"], view["number"]) == ("expected", True, None)


async def test_a_cancelled_order_is_charged_nothing(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order, cancelled(order))
    view = (await billing.http.get(f"/orders/{order.order_id}")).json()
    assert (view["charged"], view["due"], view["payment_status"]) == ("0.00", "0.00", "cancelled")


@pytest.mark.parametrize("path", ["/orders/{}", "/invoices/{}", "/credit-notes/{}"])
async def test_what_billing_does_not_know_is_not_found(billing: ShopService, path: str) -> None:
    assert (await billing.http.get(path.format(uuid7()))).status_code == 404


@pytest.mark.parametrize(
    "query", ["after=x", "after=WyJ4Il0=", "limit=0", "limit=201", "order_id=1", "sku=%00", "number=" + "9" * 300]
)
async def test_a_query_that_makes_no_sense_is_refused(billing: ShopService, query: str) -> None:
    assert (await billing.http.get(f"/invoices?{query}")).status_code == 422


async def test_a_cursor_that_the_list_did_not_give_is_refused(billing: ShopService) -> None:
    for path in ("/invoices", "/credit-notes"):
        for after in ("nonsense", cursor("x"), cursor(uuid7(), uuid7()), cursor(uuid7().hex)):
            answer = await billing.http.get(path, params={"after": after})
            assert (answer.status_code, answer.json()["type"]) == (422, "bad-cursor")


async def test_values_are_values_never_sql(billing: ShopService) -> None:
    await billing.deliver(placed())
    for value in ("'; DROP TABLE documents; --", "<script>alert(1)</script>", "C-17' OR '1'='1"):
        assert await list_of(billing, "/invoices", customer=value) == []
        assert await list_of(billing, "/invoices", sku=value[:60]) == []
        assert await list_of(billing, "/credit-notes", reference=value) == []


async def test_reading_needs_one_scope_and_writing_another(billing: ShopService) -> None:
    path = f"/orders/{uuid7()}"

    async def status(client: httpx.AsyncClient, *, write: bool) -> int:
        async with client:
            if write:
                return (await client.post(f"{path}/payments", json={}, headers={"Idempotency-Key": "k"})).status_code
            return (await client.get(path)).status_code

    assert await status(billing.client(None), write=False) == 401
    assert await status(billing.client(token("orders:read")), write=False) == 403
    assert await status(billing.client(token("billing:read")), write=False) == 404
    assert await status(billing.client(token("billing:read")), write=True) == 403
    assert await status(billing.client(token("billing:write")), write=True) == 404
