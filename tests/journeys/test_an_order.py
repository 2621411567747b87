"""An order's life on the whole shop, as a storefront and the staff see it."""

import asyncio
from typing import Any

import httpx
import pytest
from uuid_utils.compat import uuid7

from shared.scopes import SERVICES
from tests.support.sale import cancel_command, open_shop, order, place, place_command
from tests.support.shop import Shop
from tests.support.waiting import until


@pytest.fixture(scope="module")
async def open_for_sale(shop: Shop) -> Shop:
    await open_shop(shop)
    return shop


async def test_a_placed_order_is_invoiced_slipped_allocated_and_confirmed(open_for_sale: Shop) -> None:
    shop = open_for_sale
    before = await _allocated(shop, "LAMP")
    placed = await place(shop)
    billed, shipment = await until(_invoiced_and_slipped, shop, placed["order_id"])
    assert billed["documents"][0]["number"].startswith("FA-")
    assert (billed["invoiced"], billed["due"], billed["payment_status"]) == ("38.30", "38.30", "not_paid")
    assert (shipment["state"], [line["allocated"] for line in shipment["lines"]]) == ("ready", [2, 1])
    assert await _allocated(shop, "LAMP") == before + 2
    pdf = await until(_pdf, shop, billed["documents"][0]["document_id"], seconds=60)
    assert (pdf.headers["content-type"], pdf.content[:7]) == ("application/pdf", b"%PDF-1.")
    mail = await until(_mail, shop, placed["number"])
    assert mail["to"] == "zoe@example.org"
    await until(_history_has, shop, placed["order_id"], {"placed", "invoiced", "slip_created", "message_sent"})
    seen = await shop.get("orders", f"/orders/{placed['order_id']}")
    assert (seen["status"], seen["payment_status"], seen["shipment_status"]) == (
        "processing_awaiting_payment",
        "not_paid",
        "not_shipped",
    )


async def test_a_cancelled_order_is_credited_voided_restocked_and_told_once(open_for_sale: Shop) -> None:
    shop = open_for_sale
    placed = await place(shop)
    order_id = placed["order_id"]
    await until(_invoiced_and_slipped, shop, order_id)
    await until(_messages, shop, order_id, ["order_confirmation"])
    before = await _allocated(shop, "LAMP")
    first = await _cancel(shop, order_id)
    second = await _cancel(shop, order_id)
    assert (first["status"], second["status"]) == ("cancelled", "cancelled")
    await until(shop.cancellation_settled, order_id)

    billed = await shop.get("billing", f"/orders/{order_id}")
    kinds = [document["kind"] for document in billed["documents"]]
    assert kinds == ["invoice", "cancellation_invoice"]
    assert (billed["invoiced"], billed["credited"], billed["due"]) == ("38.30", "38.30", "0.00")
    shipments = (await shop.get("fulfilment", f"/orders/{order_id}"))["shipments"]
    assert [shipment["state"] for shipment in shipments] == ["void"]
    assert await _allocated(shop, "LAMP") == before - 2
    await until(_messages, shop, order_id, ["order_cancellation", "order_confirmation"])


async def test_a_credited_lamp_that_is_back_goes_into_stock_once_and_one_that_never_left_is_free(
    open_for_sale: Shop,
) -> None:
    """What is read again by the next test puts nothing back a second time."""
    shop = open_for_sale
    before = await _lamps(shop)
    placed = [(await place(shop))["order_id"] for _ in range(4)]
    shipments = [(await until(_invoiced_and_slipped, shop, order_id))[1]["shipment_id"] for order_id in placed]
    shipped = await shop.post("fulfilment", f"/shipments/{shipments[0]}/ship", {})
    assert shipped.status_code == 200, shipped.text
    line = {"line_no": 1, "quantity": 1, "restock": True}
    credits = [shop.post("billing", "/credit-notes", {"order_id": one, "lines": [line]}) for one in placed]
    answers, _ = await asyncio.gather(
        asyncio.gather(*credits), asyncio.gather(*(_cancel(shop, order_id) for order_id in placed[1:]))
    )
    assert {answer.status_code for answer in answers} <= {201, 409}
    for order_id in placed[1:]:
        await until(shop.cancellation_settled, order_id)
        billed = await shop.get("billing", f"/orders/{order_id}")
        assert (billed["invoiced"], billed["credited"]) == ("38.30", "38.30")
    await shop.is_quiet()
    assert await _lamps(shop) == (before[0] - 1, before[1])


async def test_a_redelivered_event_and_a_replay_of_the_whole_topic_change_nothing(open_for_sale: Shop) -> None:
    shop = open_for_sale
    placed = place_command()
    cancelled = cancel_command(placed.order_id)
    await shop.send(placed, placed, cancelled, cancelled)
    await until(_is_settled, shop, placed.order_id)
    await shop.is_quiet()
    before = await _everything(shop)
    await shop.send(placed, cancelled)
    await asyncio.gather(*(shop.processes[f"{service}-1"].stop() for service in SERVICES))
    for service in SERVICES:
        await shop.query(service, "DELETE FROM consumed")
    await asyncio.gather(*(shop.restart(f"{service}-1") for service in SERVICES))
    await shop.is_quiet()
    assert await _everything(shop) == before


async def test_an_order_placed_on_hold_gets_neither_invoice_nor_slip_until_resumed(open_for_sale: Shop) -> None:
    shop = open_for_sale
    placed = await place(shop, hold_reason="address to be checked")
    order_id = placed["order_id"]
    await until(_hold_is_effective, shop, order_id)
    assert (await shop.get("billing", f"/orders/{order_id}"))["documents"] == []
    assert (await shop.get("fulfilment", f"/orders/{order_id}"))["shipments"] == []
    assert (await shop.get("orders", f"/orders/{order_id}"))["status"] == "on_hold"
    await shop.post("orders", f"/orders/{order_id}/resume", {})
    await until(_invoiced_and_slipped, shop, order_id)


async def test_a_hold_that_races_the_placement_is_effective_only_once_both_have_applied_it(
    open_for_sale: Shop,
) -> None:
    """While billing is away the hold stays requested; it is effective when billing is back and has applied it."""
    shop = open_for_sale
    shop.kill("billing-1")
    placed = await place(shop)
    held = await shop.post("orders", f"/orders/{placed['order_id']}/hold", {"reason": "fraud?"})
    assert held.json()["hold"]["state"] == "requested"
    await until(_fulfilment_has_held, shop, placed["order_id"])
    assert (await shop.get("orders", f"/orders/{placed['order_id']}"))["hold"]["state"] == "requested"
    await shop.restart("billing-1")
    await until(_hold_is_effective, shop, placed["order_id"])
    await shop.is_quiet()


async def test_a_paid_and_shipped_order_is_completed_and_cannot_be_cancelled(open_for_sale: Shop) -> None:
    shop = open_for_sale
    placed = await place(shop)
    order_id = placed["order_id"]
    _, shipment = await until(_invoiced_and_slipped, shop, order_id)
    paid = await shop.post("billing", f"/orders/{order_id}/payments", {"method": "card"})
    shipped = await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship", {})
    assert (paid.status_code, shipped.status_code) == (201, 200), paid.text + shipped.text
    await until(_has_status, shop, order_id, "completed_shipped")
    refused = await shop.post("orders", f"/orders/{order_id}/cancel", {"notify_customer": True})
    assert (refused.status_code, refused.json()["type"]) == (409, "already-shipped")
    held = await shop.post("orders", f"/orders/{order_id}/hold", {"reason": "too late"})
    assert held.status_code == 409


async def test_a_pickup_is_made_ready_told_and_handed_over(open_for_sale: Shop) -> None:
    shop = open_for_sale
    placed = await place(shop, shipping={"method": "Comptoir", "kind": "pickup", "price": "4.90", "vat_rate": "20"})
    order_id = placed["order_id"]
    _, shipment = await until(_invoiced_and_slipped, shop, order_id)
    await shop.post("billing", f"/orders/{order_id}/payments", {"method": "card"})
    await until(_has_status, shop, order_id, "processing_awaiting_pickup")
    ready = await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/make-ready-for-pickup", {})
    assert ready.status_code == 200, ready.text
    await until(_has_status, shop, order_id, "processing_ready_for_pickup")
    await until(_pickup_messages, shop, order_id, ["queued"])
    await shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship", {})
    await until(_has_status, shop, order_id, "completed_picked_up")
    await until(_pickup_messages, shop, order_id, ["not_sent"])  # who has the goods needs no word of them any more


async def test_a_parcel_that_left_while_its_order_was_cancelled_opens_a_return(open_for_sale: Shop) -> None:
    """Orders does not know yet that the parcel left: it is away while the parcel leaves, and then cancels."""
    shop = open_for_sale
    placed = await place(shop)
    order_id = placed["order_id"]
    _, shipment = await until(_invoiced_and_slipped, shop, order_id)
    await shop.processes["fulfilment-1"].stop()
    await _cancel(shop, order_id)
    await ship_behind_the_events(shop, shipment["shipment_id"])
    await until(_return_is_open, shop, order_id)
    seen = await shop.get("orders", f"/orders/{order_id}")
    assert seen["status"] == "cancelled"
    assert seen["cancellation"]["return_opened"].startswith("RE-")


async def test_bad_commands_on_the_topic_are_answered_with_a_rejection(open_for_sale: Shop) -> None:
    shop = open_for_sale
    wrong = place_command(totals={"net": "1.00", "vat": "0.20", "gross": "1.20"})
    await shop.send(wrong)
    rejected = await until(shop.rejection_of, wrong.order_id)
    assert rejected["problem"] == "wrong-totals"
    assert "38.30 is right" in rejected["detail"]


async def test_the_same_key_places_one_order_and_another_body_is_refused(open_for_sale: Shop) -> None:
    shop = open_for_sale
    key = str(uuid7())
    first, again = await place(shop, key=key), await place(shop, key=key)
    assert first == again
    other = await shop.post("orders", "/orders", order(reference="another"), key=key)
    assert (other.status_code, other.json()["type"]) == (422, "idempotency-key-reused")


async def _cancel(shop: Shop, order_id: str) -> Any:
    answer = await shop.post(
        "orders", f"/orders/{order_id}/cancel", {"reason": "changed her mind", "notify_customer": True}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _invoiced_and_slipped(shop: Shop, order_id: str) -> Any:
    billed = await shop.http.get(f"{shop.settings.url('billing')}/orders/{order_id}")
    slipped = await shop.http.get(f"{shop.settings.url('fulfilment')}/orders/{order_id}")
    if not (billed.is_success and slipped.is_success):
        return None
    if not (billed.json()["documents"] and slipped.json()["shipments"]):
        return None
    return billed.json(), slipped.json()["shipments"][0]


async def _lamps(shop: Shop) -> tuple[int, int]:
    stock = await shop.get("fulfilment", "/stock/LAMP")
    return stock["on_hand"], stock["allocated"]


async def _allocated(shop: Shop, sku: str) -> int:
    return int((await shop.get("fulfilment", f"/stock/{sku}"))["allocated"])


async def _pdf(shop: Shop, document_id: str) -> httpx.Response | None:
    """Once it is made."""
    answer = await shop.http.get(f"{shop.settings.url('billing')}/documents/{document_id}/pdf")
    assert answer.status_code in (200, 404), answer.text
    return answer if answer.is_success else None


async def _mail(shop: Shop, number: str) -> Any:
    return next((mail for mail in await shop.mails() if number in mail["subject"]), None)


async def _history_has(shop: Shop, order_id: str, actions: set[str]) -> bool:
    page = await shop.get("orders", f"/orders/{order_id}/history")
    return actions <= {entry["action"] for entry in page["items"]}


async def _messages(shop: Shop, order_id: str, kinds: list[str]) -> bool:
    page = await shop.get("notifier", "/messages", order_id=order_id)
    sent = [message for message in page["items"] if message["state"] == "sent"]
    return sorted(message["kind"] for message in sent) == kinds


async def _pickup_messages(shop: Shop, order_id: str, states: list[str]) -> bool:
    page = await shop.get("notifier", "/messages", order_id=order_id, kind="pickup_ready")
    return [message["state"] for message in page["items"]] == states


async def _is_settled(shop: Shop, order_id: Any) -> bool:
    answer = await shop.http.get(f"{shop.settings.url('orders')}/orders/{order_id}")
    return bool(answer.is_success and (answer.json()["cancellation"] or {}).get("settled_at"))


async def _hold_is_effective(shop: Shop, order_id: str) -> bool:
    hold = (await shop.get("orders", f"/orders/{order_id}"))["hold"]
    return bool(hold and hold["state"] == "effective")


async def _fulfilment_has_held(shop: Shop, order_id: str) -> bool:
    answer = await shop.http.get(f"{shop.settings.url('fulfilment')}/orders/{order_id}")
    return bool(answer.is_success and answer.json()["held"])


async def _has_status(shop: Shop, order_id: str, status: str) -> bool:
    found: str = (await shop.get("orders", f"/orders/{order_id}"))["status"]
    return found == status


async def _return_is_open(shop: Shop, order_id: str) -> bool:
    cancellation = (await shop.get("orders", f"/orders/{order_id}"))["cancellation"]
    return bool(cancellation["return_opened"])


async def ship_behind_the_events(shop: Shop, shipment_id: str) -> None:
    """Ship before fulfilment has read the cancellation: its API starts alone, then its worker."""
    api = shop.processes["fulfilment-1"]
    environment = dict(api._environment)
    api._environment = environment | {"BACKSHOP_ROLE": "api"}
    await shop.restart("fulfilment-1")
    shipped = await shop.post("fulfilment", f"/shipments/{shipment_id}/ship", {})
    assert shipped.status_code == 200, shipped.text
    await api.stop()
    api._environment = environment
    await shop.restart("fulfilment-1")


async def _everything(shop: Shop) -> dict[str, list[Any]]:
    """What effects there are, of all orders."""
    return {
        "orders": await shop.query("orders", "SELECT order_id, status, version FROM orders ORDER BY order_id"),
        "documents": await shop.query("billing", "SELECT number, hash FROM documents ORDER BY number"),
        "slips": await shop.query("fulfilment", "SELECT shipment_id, state FROM shipments ORDER BY shipment_id"),
        "stock": await shop.query("fulfilment", "SELECT sku, on_hand, allocated FROM stock ORDER BY sku"),
        "messages": await shop.query("notifier", "SELECT message_id, kind FROM messages ORDER BY message_id"),
    }
