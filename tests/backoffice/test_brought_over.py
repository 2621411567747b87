"""What is brought over from elsewhere bears the dates it had there, in every service; nobody else says dates."""

from typing import Any

import pytest

from shared.schemas.billing import InvoiceIssued
from shared.schemas.orders import CancelOrder, CommandRejected, OrderCancelled
from shared.scopes import WRITE
from tests.backoffice.services import Services
from tests.support.bodies import command
from tests.support.clock import Clock
from tests.support.sale import order as sale
from tests.support.service import token


async def history(shop: Services, order: dict[str, Any]) -> list[tuple[str, str]]:
    entries = (await shop.get("orders", f"/orders/{order['order_id']}/history"))["items"]
    return [(one["action"], one["at"].removesuffix(":00Z")) for one in entries if one["action"] != "message_sent"]


async def invoice_of(shop: Services, order: dict[str, Any]) -> dict[str, Any]:
    (invoice,) = (await shop.get("billing", "/invoices", order_id=order["order_id"]))["items"]
    return dict(invoice)


async def slip_of(shop: Services, order: dict[str, Any]) -> dict[str, Any]:
    (slip,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    return dict(slip)


async def test_an_order_that_is_brought_over_keeps_its_dates_in_every_service(shop: Services, clock: Clock) -> None:
    order = await shop.place(occurred_at="2026-02-01T09:00:00Z")
    path = f"/orders/{order['order_id']}"
    await shop.post("billing", f"{path}/payments", {"occurred_at": "2026-02-01T09:30:00Z", "method": "card"})
    slip = await slip_of(shop, order)
    await shop.post("fulfilment", f"/shipments/{slip['shipment_id']}/ship", {"occurred_at": "2026-02-02T15:00:00Z"})
    await shop.post(
        "fulfilment",
        f"/shipments/{slip['shipment_id']}/unship",
        {"occurred_at": "2026-02-02T16:00:00Z", "reason": "on the quay"},
    )
    await shop.post("orders", f"{path}/hold", {"occurred_at": "2026-02-03T08:00:00Z", "reason": "call back"})
    await shop.hand_on()
    await shop.post("orders", f"{path}/resume", {"occurred_at": "2026-02-03T11:00:00Z"})
    await shop.post("orders", f"{path}/cancel", {"occurred_at": "2026-02-04T10:00:00Z"})
    note = {"text": "called back", "occurred_at": "2026-02-04T12:00:00Z"}
    saved = await shop["orders"].http.put(f"{path}/note", json=note, headers={"If-Match": '"0"'})
    assert saved.json()["saved_at"] == "2026-02-04T12:00:00Z"
    await shop.hand_on()
    refund = {"occurred_at": "2026-02-05T10:00:00Z", "reason": "refunded"}
    await shop.post("billing", f"{path}/payments/reverse", refund)
    await shop.hand_on()

    assert await history(shop, order) == [
        ("placed", "2026-02-01T09:00"),
        ("invoiced", "2026-02-01T09:00"),
        ("slip_created", "2026-02-01T09:00"),
        ("payment_recorded", "2026-02-01T09:30"),
        ("shipped", "2026-02-02T15:00"),
        ("unshipped", "2026-02-02T16:00"),
        ("hold_requested", "2026-02-03T08:00"),
        ("hold_effective", "2026-02-03T08:00"),
        ("resumed", "2026-02-03T11:00"),
        ("cancelled", "2026-02-04T10:00"),
        ("cancellation_invoiced", "2026-02-04T10:00"),
        ("slips_voided", "2026-02-04T10:00"),
        ("cancellation_settled", "2026-02-04T10:00"),
        ("note_saved", "2026-02-04T12:00"),
        ("payment_reversed", "2026-02-05T10:00"),
    ]
    account = await shop.get("billing", path)
    assert [one["paid_at"] for one in account["ledger"]] == ["2026-02-01T09:30:00Z", "2026-02-05T10:00:00Z"]
    assert {one["recorded_at"] for one in account["ledger"]} == {"2026-03-02T10:00:00Z"}
    assert [one["issued_on"] for one in account["documents"]] == ["2026-02-01", "2026-02-04"]
    assert (await slip_of(shop, order))["created_at"] == "2026-02-01T09:00:00Z"


async def test_no_invoice_is_dated_before_the_one_before_it(shop: Services, clock: Clock) -> None:
    first = await shop.place(occurred_at="2026-02-01T09:00:00Z")
    earlier = await shop.place(occurred_at="2026-01-20T09:00:00Z")
    last_year = await shop.place(occurred_at="2025-12-20T09:00:00Z")
    of_today = await shop.place()
    afterwards = await shop.place(occurred_at="2026-02-15T09:00:00Z")
    dated = [await invoice_of(shop, one) for one in (first, earlier, last_year, of_today, afterwards)]
    assert [(one["number"], one["issued_on"]) for one in dated] == [
        ("FA-2026-000001", "2026-02-01"),
        ("FA-2026-000002", "2026-02-01"),
        ("FA-2026-000003", "2026-02-01"),
        ("FA-2026-000004", "2026-03-02"),
        ("FA-2026-000005", "2026-03-02"),
    ]
    assert [one["supplied_on"] for one in dated[:3]] == ["2026-02-01", "2026-01-20", "2025-12-20"]
    # What follows from an order without a date of its own is of today.
    await shop.post("orders", f"/orders/{first['order_id']}/cancel", {})
    await shop.hand_on()
    (credit,) = (await shop.get("billing", "/credit-notes", order_id=first["order_id"]))["items"]
    assert credit["issued_on"] == "2026-03-02"


async def test_stock_that_came_in_elsewhere_keeps_its_day(shop: Services, clock: Clock) -> None:
    came = "2026-01-05T08:00:00Z"
    await shop.post("fulfilment", "/stock/LAMP/receipts", {"quantity": 5, "occurred_at": came})
    await shop.post("fulfilment", "/stock/LAMP/adjustments", {"quantity": -1, "reason": "broken", "occurred_at": came})
    entries = (await shop.get("fulfilment", "/stock/LAMP/entries"))["items"]
    assert [one["at"] for one in entries[:2]] == [came, came]


@pytest.mark.parametrize(
    ("service", "path", "body"),
    [
        ("orders", "/orders", {}),
        ("orders", "/orders/{order_id}/hold", {"reason": "call back"}),
        ("orders", "/orders/{order_id}/resume", {}),
        ("orders", "/orders/{order_id}/cancel", {}),
        ("billing", "/orders/{order_id}/payments", {}),
        ("billing", "/orders/{order_id}/payments/reverse", {"reason": "bounced"}),
        ("billing", "/credit-notes", {"amount": "1.00"}),
        ("fulfilment", "/shipments/{shipment_id}/ship", {}),
        ("fulfilment", "/shipments/{shipment_id}/unship", {"reason": "on the quay"}),
        ("fulfilment", "/stock/receipts", {"lines": [{"sku": "LAMP", "quantity": 1}]}),
        ("fulfilment", "/stock/LAMP/receipts", {"quantity": 1}),
        ("fulfilment", "/stock/LAMP/adjustments", {"quantity": 1, "reason": "found"}),
    ],
)
async def test_only_an_import_says_when_and_never_that_it_will_be(
    shop: Services, clock: Clock, service: str, path: str, body: dict[str, Any]
) -> None:
    order = await shop.place()
    ids = {"order_id": order["order_id"], "shipment_id": (await slip_of(shop, order))["shipment_id"]}
    if path == "/orders":
        body = sale()
    elif path == "/credit-notes":
        body = body | {"order_id": order["order_id"]}
    before = await shop.contents()
    async with shop[service].client(token(" ".join(WRITE))) as staff:
        past = body | {"occurred_at": "2026-03-02T09:59:59Z"}
        answer = await staff.post(path.format(**ids), json=past, headers={"Idempotency-Key": "past"})
        assert (answer.status_code, answer.json()["type"]) == (403, "insufficient-scope")
    async with shop[service].client(token(subject="import")) as importer:
        for impossible in ("2099-01-01T00:00:00Z", "1980-01-01T00:00:00Z", "yesterday", "2026-03-02T09:00:00"):
            wrong = body | {"occurred_at": impossible}
            answer = await importer.post(path.format(**ids), json=wrong, headers={"Idempotency-Key": impossible})
            assert answer.status_code == 422, answer.text
    assert await shop.contents() == before


@pytest.mark.parametrize("action", ["hold", "cancel"])
async def test_nothing_happens_to_an_order_before_it_is_placed(shop: Services, clock: Clock, action: str) -> None:
    order = await shop.place(occurred_at="2026-02-01T09:00:00Z")
    body = {"occurred_at": "2026-01-31T09:00:00Z"} | ({"reason": "call back"} if action == "hold" else {})
    answer = await shop["orders"].post(f"/orders/{order['order_id']}/{action}", body)
    assert (answer.status_code, answer.json()["type"]) == (422, "wrong-date")


async def test_a_parcel_leaves_after_its_slip_was_made(shop: Services, clock: Clock) -> None:
    slip = await slip_of(shop, await shop.place(occurred_at="2026-02-01T09:00:00Z"))
    body = {"occurred_at": "2026-01-31T09:00:00Z"}
    answer = await shop["fulfilment"].post(f"/shipments/{slip['shipment_id']}/ship", body)
    assert (answer.status_code, answer.json()["type"]) == (422, "wrong-date")


async def test_on_the_topic_the_name_of_an_import_is_asked_for(shop: Services, clock: Clock) -> None:
    orders, placed = shop["orders"], command(**sale(occurred_at="2026-02-01T09:00:00Z"), by="import")
    await orders.deliver(placed)
    then = {"order_id": placed.order_id, "occurred_at": "2026-02-02T09:00:00Z"}
    await orders.deliver(CancelOrder.model_validate(then | {"by": "storefront"}))
    await orders.deliver(CancelOrder.model_validate(then | {"by": "import", "occurred_at": "2099-01-01T00:00:00Z"}))
    await orders.deliver(CancelOrder.model_validate(then | {"by": "import"}))
    announced = await orders.announced()
    rejected = [one.problem for one in announced if isinstance(one, CommandRejected)]
    assert rejected == ["insufficient-scope", "wrong-date"]
    (cancelled,) = [one for one in announced if isinstance(one, OrderCancelled)]
    assert cancelled.cancelled_at.isoformat() == "2026-02-02T09:00:00+00:00"


async def test_invoices_of_a_batch_are_numbered_by_their_dates(shop: Services, clock: Clock) -> None:
    for day in ("2026-02-03", "2026-02-01", "2026-02-02"):
        await shop.post("orders", "/orders", sale(occurred_at=f"{day}T09:00:00Z"))
    await shop.hand_on()
    issued = [one for one in await shop["billing"].announced() if isinstance(one, InvoiceIssued)]
    assert [str(one.issued_on) for one in sorted(issued, key=lambda one: one.number)] == [
        "2026-02-01",
        "2026-02-02",
        "2026-02-03",
    ]
