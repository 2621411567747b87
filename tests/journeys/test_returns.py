"""What has left comes back, on the whole shop: into stock, credited, refunded, exchanged, declined, withdrawn."""

from typing import Any

import pytest

from tests.journeys.test_an_order import ship_behind_the_events
from tests.support.bodies import line, totals
from tests.support.sale import LAMP, open_shop, place
from tests.support.shop import Shop
from tests.support.waiting import until

FORM = {"name": "Camille Martin", "email": "camille@example.org", "language": "fr"}
BENCH = {**LAMP, "sku": "BENCH", "title": "Banc", "price": "119.00"}
LINES = [line("LAMP", 3, "12.50", "37.50")]


@pytest.fixture(scope="module")
async def open_for_sale(shop: Shop) -> Shop:
    await open_shop(shop)
    await _post(shop, "orders", "/products", {"products": [BENCH]})
    tracked = {"lines": [{"sku": "BENCH", "quantity": 1}], "reason": "opening stock"}
    await _post(shop, "fulfilment", "/stock/receipts", tracked)
    await _post(shop, "fulfilment", "/stock/BENCH/adjustments", {"quantity": -1, "reason": "broken"})
    none_to_wait_for = {"low_stock_threshold": 0, "backorders": "deny"}
    denied = await shop.http.put(f"{shop.settings.url('fulfilment')}/stock/BENCH", json=none_to_wait_for)
    assert denied.is_success, denied.text
    return shop


async def test_of_a_parcel_that_comes_back_in_part_units_go_three_ways_and_the_money_back(open_for_sale: Shop) -> None:
    shop = open_for_sale
    order_id = await _shipped(shop)
    on_hand = await _on_hand(shop)
    one = await _open(shop, order_id, 3)
    three_ways = [_unit(disposition=where) for where in ("restock", "scrap")]
    seen = await _do(shop, one, "receive", {"lines": [*three_ways, _unit(disposition="quarantine")]})
    assert (seen["state"], seen["waits_for"]) == ("received", "credit")
    await _do(shop, one, "credit", {"restocking_percent": "10"})
    await until(_is_done, shop, one, "credit")
    refused = await shop.post("returns", f"/returns/{one['return_id']}/refund", {"method": "card", "amount": "33.76"})
    assert (refused.status_code, refused.json()["type"]) == (409, "more-than-credited")
    await _do(shop, one, "refund", {"method": "card", "succeeded": True})
    await until(_is_done, shop, one, "refund")
    await until(_is_done, shop, one, "restock")
    looked_at = _unit(before="quarantine", disposition="restock")
    await _do(shop, one, "dispose", {"lines": [looked_at]})
    await until(_are_done, shop, one, 4)
    closed = await _do(shop, one, "close")
    assert [(of["kind"], of["amount"]) for of in closed["decisions"]] == [
        ("restock", None),
        ("credit", "33.75"),
        ("refund", "33.75"),
        ("restock", None),
    ]
    billed = await shop.get("billing", f"/orders/{order_id}")
    assert (billed["credited"], billed["paid"], billed["balance"]) == ("33.75", "3.75", "0.00")
    assert await _on_hand(shop) == on_hand + 2


async def test_a_return_is_declined_with_a_reason_and_another_is_over_by_its_day(open_for_sale: Shop) -> None:
    shop = open_for_sale
    order_id = await _shipped(shop)
    asked = await _open(shop, order_id, 2, approve=False)
    declined = await _do(shop, asked, "decline", {"reason": "Worn."})
    assert (declined["state"], declined["decline_reason"], declined["may"]) == ("declined", "Worn.", [])
    late = await _open(shop, order_id, 3)
    over = "UPDATE returns SET expires_on = current_date - 2 WHERE return_id::text = $1"
    await shop.query("returns", over, late["return_id"])
    await until(_is_over, shop, late, seconds=90)
    came = await _do(shop, late, "receive", {"lines": [_unit()]})
    assert came["state"] == "partially_received"


async def test_a_parcel_that_left_while_its_order_was_cancelled_comes_back_and_nothing_is_credited_twice(
    open_for_sale: Shop,
) -> None:
    shop = open_for_sale
    order_id, (slip,) = await _paid(shop)
    on_hand = await _on_hand(shop)
    await shop.processes["fulfilment-1"].stop()
    await _post(shop, "orders", f"/orders/{order_id}/cancel", {"notify_customer": False})
    await ship_behind_the_events(shop, slip["shipment_id"])
    (one,) = await until(_returns, shop, order_id)
    assert (one["origin"], one["state"], one["reason"]) == ("shop", "approved", "parcel_left_while_cancelling")
    await _do(shop, one, "receive", {"lines": [_unit(quantity=3, disposition="restock")]})
    again = await shop.post("returns", f"/returns/{one['return_id']}/credit", {})
    assert (again.status_code, again.json()["type"]) == (409, "nothing-to-credit-yet")
    await until(_is_done, shop, one, "restock")
    await _do(shop, one, "close")
    await _post(shop, "billing", f"/orders/{order_id}/refunds", {"method": "card", "state": "succeeded"})
    billed = await shop.get("billing", f"/orders/{order_id}")
    assert (billed["invoiced"], billed["credited"], billed["paid"]) == ("37.50", "37.50", "0.00")
    assert await _on_hand(shop) == on_hand
    await until(shop.cancellation_settled, order_id)


async def test_goods_are_exchanged_even_dearer_cheaper_in_advance_or_refunded_where_there_are_none(
    open_for_sale: Shop,
) -> None:
    """Of 37.50 for three lamps."""
    shop = open_for_sale
    bench, book = {"sku": "BENCH", "quantity": 1}, {"sku": "BOOK", "quantity": 1}
    none_there = await _exchanged(shop, {"replacements": [bench]})
    assert (none_there[0]["state"], none_there[0]["problem"]) == ("refused", "out-of-stock")
    await _post(shop, "fulfilment", "/stock/BENCH/receipts", {"quantity": 1})
    cases: dict[str, Any] = {
        "37.50 due 0.00 to refund 0.00": {},
        "119.00 due 81.50 to refund 0.00": {"replacements": [bench]},
        "8.40 due 0.00 to refund 29.10": {"replacements": [book]},
        "12.50 due 0.00 to refund 25.00": {"advance": True, "lines": [_unit()]},
    }
    for said, body in cases.items():
        decision, one = await _exchanged(shop, body)
        assert decision["state"] == "done", decision
        billed = await until(_settled, shop, decision, one)
        assert billed == said
    await shop.is_quiet()


async def test_customers_withdraw_before_and_after_the_goods_have_left_and_from_a_part(open_for_sale: Shop) -> None:
    shop = open_for_sale
    (not_left, _), left, part = await _paid(shop), await _shipped(shop), await _shipped(shop)
    for order_id, lines in ((not_left, {}), (left, {}), (part, {"lines": [_unit()]})):
        await _post(shop, "returns", f"/orders/{order_id}/withdrawals", FORM | lines)
    await until(shop.cancellation_settled, not_left)
    assert (await shop.get("billing", f"/orders/{not_left}"))["to_refund"] == "37.50"
    for order_id, units, credited in ((left, 3, "37.50"), (part, 1, "12.50")):
        (one,) = await until(_returns, shop, order_id)
        assert (one["origin"], one["state"]) == ("withdrawal", "approved")
        await _do(shop, one, "receive", {"lines": [_unit(quantity=units, disposition="restock")]})
        await _do(shop, one, "credit", {})
        await until(_is_done, shop, one, "credit")
        await _do(shop, one, "refund", {"method": "card", "succeeded": True})
        await until(_is_done, shop, one, "refund")
        assert (await shop.get("billing", f"/orders/{order_id}"))["credited"] == credited
    await shop.is_quiet()


async def _paid(shop: Shop) -> tuple[str, list[Any]]:
    """Three lamps for 37.50, delivery included, to be shipped; its slips."""
    free = {"method": "Colissimo", "price": "0.00", "vat_rate": "20"}
    order = await place(shop, lines=LINES, shipping=free, totals=totals("31.25", "6.25", "37.50"))
    slips = await until(_slips, shop, order["order_id"])
    await until(_is_invoiced, shop, order["order_id"])
    await _post(shop, "billing", f"/orders/{order['order_id']}/payments", {"method": "card"})
    return order["order_id"], slips


async def _shipped(shop: Shop) -> str:
    order_id, (slip,) = await _paid(shop)
    await _post(shop, "fulfilment", f"/shipments/{slip['shipment_id']}/ship")
    await until(_may_come_back, shop, order_id)
    return order_id


async def _exchanged(shop: Shop, body: Any) -> tuple[Any, Any]:
    """The decision once it is answered, and its return, all of which came, or is still to come, and is credited."""
    one = await _open(shop, await _shipped(shop), 3)
    received = {"lines": [_unit(quantity=3)]}
    if not body.get("advance"):
        await _do(shop, one, "receive", received)
    await _do(shop, one, "exchange", body)
    (decision,) = await until(_answered, shop, one, "exchange")
    if body.get("advance"):
        await _do(shop, one, "receive", received)
    if decision["state"] == "done":
        await _do(shop, one, "credit", {})
    return decision, one


async def _settled(shop: Shop, decision: Any, one: Any) -> str | None:
    """What the order in exchange came to, what of it is due, and what is to be refunded of the return's."""
    (credit,) = await _answered(shop, one, "credit") or [None]
    if not credit or not (await _decisions(shop, one, "exchange"))[0]["settled"]:
        return None
    order = await shop.get("billing", f"/orders/{decision['document_id']}")
    of_return = await shop.get("billing", f"/orders/{one['order_id']}")
    return f"{order['charged']} due {order['due']} to refund {of_return['to_refund']}"


async def _open(shop: Shop, order_id: str, units: int, **more: Any) -> Any:
    return await _post(shop, "returns", f"/orders/{order_id}/returns", {"lines": [_unit(quantity=units)]} | more)


async def _do(shop: Shop, one: Any, what: str, body: Any = None) -> Any:
    return await _post(shop, "returns", f"/returns/{one['return_id']}/{what}", body)


async def _post(shop: Shop, service: str, path: str, body: Any = None) -> Any:
    answer = await shop.post(service, path, body)
    assert answer.is_success, answer.text
    return answer.json()


def _unit(**more: Any) -> Any:
    return {"line_no": 1, "quantity": 1} | more


async def _decisions(shop: Shop, one: Any, kind: str) -> list[Any]:
    seen = await shop.get("returns", f"/returns/{one['return_id']}")
    return [of for of in seen["decisions"] if of["kind"] == kind]


async def _answered(shop: Shop, one: Any, kind: str) -> list[Any]:
    return [of for of in await _decisions(shop, one, kind) if of["state"] != "asked"]


async def _is_done(shop: Shop, one: Any, kind: str) -> bool:
    return [of["state"] for of in await _decisions(shop, one, kind)] == ["done"]


async def _are_done(shop: Shop, one: Any, count: int) -> bool:
    seen = await shop.get("returns", f"/returns/{one['return_id']}")
    return [of["state"] for of in seen["decisions"]] == ["done"] * count


async def _is_over(shop: Shop, one: Any) -> bool:
    return bool((await shop.get("returns", f"/returns/{one['return_id']}"))["state"] == "expired")


async def _returns(shop: Shop, order_id: str) -> Any:
    return (await shop.get("returns", f"/orders/{order_id}"))["returns"]


async def _may_come_back(shop: Shop, order_id: str) -> bool:
    answer = await shop.http.get(f"{shop.settings.url('returns')}/orders/{order_id}")
    return answer.is_success and any(one["returnable"] for one in answer.json()["lines"])


async def _slips(shop: Shop, order_id: str) -> Any:
    answer = await shop.http.get(f"{shop.settings.url('fulfilment')}/orders/{order_id}")
    return answer.json()["shipments"] if answer.is_success else None


async def _is_invoiced(shop: Shop, order_id: str) -> bool:
    answer = await shop.http.get(f"{shop.settings.url('billing')}/orders/{order_id}")
    return bool(answer.is_success and answer.json()["documents"])


async def _on_hand(shop: Shop) -> int:
    return int((await shop.get("fulfilment", "/stock/LAMP"))["on_hand"])
