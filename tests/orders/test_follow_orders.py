"""What billing, fulfilment and the notifier tell of an order shows in its status and its history."""

from collections.abc import Callable
from uuid import UUID

import pytest

from shared.schemas.event import OrderEvent
from shared.schemas.fulfilment import NothingToShip, ShipmentState
from tests.orders.ordering import course, history, picked_up, place, placed, seen
from tests.orders.upstream_events import (
    credit_note_issued,
    invoice_issued,
    message_sent,
    payment_recorded,
    payment_reversed,
    pickup_ready,
    pickup_withdrawn,
    shipped,
    slip_created,
    slip_ready,
    slip_void,
    slip_waits,
    unshipped,
)
from tests.support.bodies import order
from tests.support.service import ShopService


async def statuses(shop: ShopService, order_id: UUID) -> tuple[str, str, str]:
    shown = await seen(shop, order_id)
    return shown["status"], shown["payment_status"], shown["shipment_status"]


async def test_invoice_slip_and_message_are_told_in_the_history(shop: ShopService) -> None:
    order_id = (await placed(shop, order(placed_at="2026-03-02T10:00:00Z"))).order_id
    await shop.deliver(invoice_issued(order_id), slip_created(order_id), message_sent(order_id))
    response = await shop.http.get(f"/orders/{order_id}/history")
    told = [(one["by"], one["action"], one["at"], one["detail"]) for one in response.json()["items"]]
    assert told[1:] == [
        ("billing", "invoiced", "2026-03-02T12:00:00Z", {"number": "FA-2026-000001"}),
        ("fulfilment", "slip_created", "2026-03-02T12:00:00Z", {"slip": "BX-1", "state": "ready"}),
        ("notifier", "message_sent", "2026-03-02T12:00:00Z", {"kind": "order_confirmation", "to": None}),
    ]


async def test_the_benchmark_finds_when_an_order_was_invoiced_and_slipped(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(invoice_issued(order_id), slip_created(order_id))
    async with shop.reading() as queries:
        rows = await queries.fetch("SELECT action, recorded_at FROM history ORDER BY recorded_at")
    assert [row["action"] for row in rows] == ["placed", "invoiced", "slip_created"]


async def test_the_version_moves_with_what_people_see_and_with_nothing_else(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(invoice_issued(order_id), slip_created(order_id), message_sent(order_id))
    assert (await seen(shop, order_id))["version"] == 1
    await shop.deliver(payment_recorded(order_id, "10.00"), credit_note_issued(order_id, "2.00", sequence=3))
    assert (await seen(shop, order_id))["version"] == 3


async def test_an_event_twice_is_told_once(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    invoice = invoice_issued(order_id)
    await shop.deliver(invoice, invoice)
    await shop.deliver(invoice)
    assert await history(shop, order_id) == [("storefront", "placed"), ("billing", "invoiced")]


async def test_a_batch_of_many_orders_reaches_each(shop: ShopService) -> None:
    commands = [place() for _ in range(20)]
    await shop.deliver(*commands)
    await shop.deliver(
        *(invoice_issued(command.order_id) for command in commands),
        *(slip_created(command.order_id) for command in commands),
    )
    for command in commands:
        assert [action for _, action in await history(shop, command.order_id)] == ["placed", "invoiced", "slip_created"]


async def test_a_payment_in_parts(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(payment_recorded(order_id, "10.00"))
    assert await statuses(shop, order_id) == ("processing_awaiting_payment", "partially_paid", "not_shipped")
    await shop.deliver(payment_recorded(order_id, "15.00", paid="25.00", sequence=3))
    assert await statuses(shop, order_id) == ("processing_awaiting_shipment", "paid", "not_shipped")
    await shop.deliver(payment_recorded(order_id, "1.00", paid="26.00", sequence=4))
    assert await statuses(shop, order_id) == ("processing_awaiting_shipment", "overpaid", "not_shipped")


async def test_marking_as_not_paid_and_not_shipped_reopens_the_order(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(payment_recorded(order_id, "25.00"), shipped(order_id))
    assert await statuses(shop, order_id) == ("completed_shipped", "paid", "shipped")
    await shop.deliver(payment_reversed(order_id, "25.00"))
    assert await statuses(shop, order_id) == ("processing_awaiting_payment", "not_paid", "shipped")
    await shop.deliver(unshipped(order_id))
    assert await statuses(shop, order_id) == ("processing_awaiting_payment", "not_paid", "not_shipped")
    assert [entry for entry in await history(shop, order_id) if entry[0] in ("bob", "carol")] == [
        ("bob", "payment_recorded"),
        ("carol", "shipped"),
        ("bob", "payment_reversed"),
        ("carol", "unshipped"),
    ]


async def test_stale_news_of_a_payment_or_a_shipment_changes_nothing(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(payment_reversed(order_id, "25.00", sequence=3), unshipped(order_id, sequence=3))
    await shop.deliver(payment_recorded(order_id, "25.00", sequence=2), shipped(order_id, sequence=2))
    assert await statuses(shop, order_id) == ("processing_awaiting_payment", "not_paid", "not_shipped")


async def test_parcels_of_an_order_leave_one_by_one(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(payment_recorded(order_id, "25.00"), shipped(order_id, in_full=False))
    assert await statuses(shop, order_id) == ("processing_awaiting_shipment", "paid", "partially_shipped")
    await shop.deliver(shipped(order_id, sequence=3))
    assert await statuses(shop, order_id) == ("completed_shipped", "paid", "shipped")
    await shop.deliver(unshipped(order_id, nothing_shipped=False, sequence=4))
    assert await statuses(shop, order_id) == ("processing_awaiting_shipment", "paid", "partially_shipped")


async def test_goods_to_pick_up(shop: ShopService) -> None:
    order_id = (await placed(shop, picked_up())).order_id
    await shop.deliver(payment_recorded(order_id, "25.00"), slip_created(order_id, ShipmentState.NOT_SHIPPED))
    assert (await seen(shop, order_id))["status"] == "processing_awaiting_pickup"
    await shop.deliver(slip_ready(order_id))
    assert (await seen(shop, order_id))["status"] == "processing_awaiting_pickup"
    await shop.deliver(pickup_ready(order_id, sequence=3))
    assert (await seen(shop, order_id))["status"] == "processing_ready_for_pickup"
    await shop.deliver(shipped(order_id, sequence=4))
    assert (await seen(shop, order_id))["status"] == "completed_picked_up"
    await shop.deliver(unshipped(order_id, sequence=5))
    assert (await seen(shop, order_id))["status"] == "processing_ready_for_pickup"


async def test_what_is_not_ready_for_pickup_after_all_is_to_be_prepared(shop: ShopService) -> None:
    order_id = (await placed(shop, picked_up())).order_id
    await shop.deliver(payment_recorded(order_id, "25.00"), slip_created(order_id), pickup_ready(order_id))
    (listed,) = (await shop.http.get("/orders")).json()["items"]
    assert (listed["status"], listed["pickup_ready"]) == ("processing_ready_for_pickup", True)
    await shop.deliver(pickup_withdrawn(order_id), pickup_ready(order_id))
    (listed,) = (await shop.http.get("/orders")).json()["items"]
    assert (listed["status"], listed["goods_ready"]) == ("processing_awaiting_pickup", True)
    assert [action for _, action in await history(shop, order_id)][-3:] == [
        "pickup_ready",
        "pickup_withdrawn",
        "pickup_ready",  # an old one that comes late is told, and changes nothing
    ]


@pytest.mark.parametrize("end", [slip_waits, slip_void])
async def test_a_pickup_whose_goods_are_gone_is_not_ready_for_pickup(
    shop: ShopService, end: Callable[[UUID], OrderEvent]
) -> None:
    order_id = (await placed(shop, picked_up())).order_id
    await shop.deliver(payment_recorded(order_id, "25.00"), slip_created(order_id), pickup_ready(order_id))
    await shop.deliver(end(order_id))
    (listed,) = (await shop.http.get("/orders")).json()["items"]
    assert (listed["goods_ready"], listed["pickup_ready"]) == (False, False)


async def test_a_hold_stands_over_what_is_ready_for_pickup_and_loses_nothing(shop: ShopService) -> None:
    order_id = (await placed(shop, picked_up())).order_id
    await shop.deliver(payment_recorded(order_id, "25.00"), slip_created(order_id), pickup_ready(order_id))
    await shop.post(f"/orders/{order_id}/hold", {"reason": "call back"})
    assert (await seen(shop, order_id))["status"] == "on_hold"
    await shop.post(f"/orders/{order_id}/resume")
    assert (await seen(shop, order_id))["status"] == "processing_ready_for_pickup"


async def test_goods_that_a_count_did_not_find_are_not_ready_any_more(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(payment_recorded(order_id, "25.00"), slip_created(order_id), slip_waits(order_id))
    (listed,) = (await shop.http.get("/orders?goods_ready=false")).json()["items"]
    assert (listed["order_id"], listed["goods_ready"]) == (str(order_id), False)
    assert (await history(shop, order_id))[-1] == ("fulfilment", "slip_waits")


async def test_an_order_credited_in_full_before_it_left_is_completed_and_ships_nothing(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(slip_created(order_id), credit_note_issued(order_id, "25.00"))
    assert await statuses(shop, order_id) == ("completed", "paid", "not_shipped")
    await shop.deliver(slip_void(order_id))
    assert await statuses(shop, order_id) == ("completed", "paid", "not_shipped")
    (listed,) = (await shop.http.get("/orders")).json()["items"]
    assert (listed["ships"], (await seen(shop, order_id))["still_ships"]) == (False, False)


async def test_an_order_of_which_the_postage_is_left_to_pay_awaits_payment_and_not_a_parcel(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(slip_created(order_id), credit_note_issued(order_id, "20.00"), slip_void(order_id))
    assert await statuses(shop, order_id) == ("processing_awaiting_payment", "not_paid", "not_shipped")
    await shop.deliver(payment_recorded(order_id, "5.00", sequence=3))
    assert await statuses(shop, order_id) == ("completed", "paid", "not_shipped")


async def test_goods_that_are_ready_stay_so_when_their_slip_is_told_of_late(shop: ShopService) -> None:
    order_id = (await placed(shop, picked_up())).order_id
    await shop.deliver(payment_recorded(order_id, "25.00"), slip_ready(order_id))
    await shop.deliver(slip_created(order_id, ShipmentState.NOT_SHIPPED))
    (listed,) = (await shop.http.get("/orders")).json()["items"]
    assert (listed["status"], listed["goods_ready"]) == ("processing_awaiting_pickup", True)


async def test_a_course_is_completed_by_its_payment(shop: ShopService) -> None:
    order_id = (await placed(shop, course())).order_id
    await shop.deliver(NothingToShip(order_id=order_id, sequence=1), payment_recorded(order_id, "30.00"))
    assert await statuses(shop, order_id) == ("completed", "paid", "not_shipped")
    assert ("fulfilment", "nothing_to_ship") in await history(shop, order_id)


async def test_after_a_credit_note_less_is_owed(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(payment_recorded(order_id, "20.00"))
    await shop.deliver(credit_note_issued(order_id, "2.00"))
    assert (await seen(shop, order_id))["payment_status"] == "partially_paid"
    await shop.deliver(credit_note_issued(order_id, "3.00", sequence=3))
    shown = await seen(shop, order_id)
    assert (shown["payment_status"], shown["credited"]) == ("paid", "5.00")
    assert (await history(shop, order_id))[-1] == ("bob", "credited")


async def test_a_credit_note_told_again_long_after_is_not_counted_again(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(credit_note_issued(order_id, "2.00"))
    async with shop.transaction() as tx:
        await tx.execute("TRUNCATE inbox")
    await shop.deliver(credit_note_issued(order_id, "2.00"))
    assert (await seen(shop, order_id))["credited"] == "2.00"
