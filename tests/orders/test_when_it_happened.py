"""The history is in the order in which things happened, whenever the shop has heard of them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.http.pagination import cursor
from shared.schemas.event import OrderEvent
from shared.schemas.orders import CancelOrder, OrderPlaced, OrdersEvent
from tests.orders.ordering import history, placed
from tests.orders.upstream_events import (
    cancellation_invoice_issued,
    invoice_issued,
    left_too_late,
    message_sent,
    nothing_to_credit,
    payment_recorded,
    payment_reversed,
    return_opened,
    shipped,
    slip_ready,
    slips_voided,
    unshipped,
)
from tests.support.bodies import order
from tests.support.clock import Clock
from tests.support.service import ShopService

TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    """10:00 on 2 March 2026."""


def at(event: OrderEvent, seconds: float, field: str) -> OrderEvent:
    """The event, said to have happened so many seconds after ten."""
    return event.model_copy(update={field: TEN + timedelta(seconds=seconds)})


async def actions(shop: ShopService, of: OrderPlaced) -> list[str]:
    return [action for _, action in await history(shop, of.order_id)]


async def test_what_is_heard_late_stands_where_it_happened(shop: ShopService, clock: Clock) -> None:
    one = await placed(shop)
    clock.pass_by(seconds=60)
    await shop.post(f"/orders/{one.order_id}/cancel", {})
    clock.pass_by(seconds=75)
    await shop.deliver(
        at(slips_voided(one.order_id), 61, "voided_at"),
        at(payment_recorded(one.order_id, "25.00"), 30, "recorded_at"),
        at(invoice_issued(one.order_id), 1, "issued_at"),
        at(cancellation_invoice_issued(one.order_id), 62, "issued_at"),
    )
    assert await actions(shop, one) == [
        "placed",
        "invoiced",
        "payment_recorded",
        "cancelled",
        "slips_voided",
        "cancellation_invoiced",
        "cancellation_settled",
    ]


async def test_what_was_shipped_and_taken_back_while_nobody_was_heard_keeps_its_times(
    shop: ShopService, clock: Clock
) -> None:
    one = await placed(shop)
    clock.pass_by(minutes=10)
    await shop.deliver(
        at(payment_reversed(one.order_id, "25.00", sequence=3), 50, "recorded_at"),
        at(slip_ready(one.order_id), 5, "ready_at"),
        at(shipped(one.order_id), 20, "shipped_at"),
        at(unshipped(one.order_id), 40, "unshipped_at"),
    )
    entries = (await shop.http.get(f"/orders/{one.order_id}/history")).json()["items"]
    assert [(entry["action"], entry["at"]) for entry in entries] == [
        ("placed", "2026-03-02T10:00:00Z"),
        ("slip_ready", "2026-03-02T10:00:05Z"),
        ("shipped", "2026-03-02T10:00:20Z"),
        ("unshipped", "2026-03-02T10:00:40Z"),
        ("payment_reversed", "2026-03-02T10:00:50Z"),
    ]


async def test_an_order_is_placed_when_its_customer_placed_it_and_not_when_it_came_in(
    shop: ShopService, clock: Clock
) -> None:
    late = await placed(shop, order(placed_at="2026-03-02T08:15:00Z"))
    (entry,) = (await shop.http.get(f"/orders/{late.order_id}/history")).json()["items"]
    assert entry["at"] == "2026-03-02T08:15:00Z"


@pytest.mark.parametrize("seconds", [-4000, 4000])
async def test_where_a_clock_is_wrong_what_follows_still_comes_after_its_cause(
    shop: ShopService, clock: Clock, seconds: float
) -> None:
    one = await placed(shop)
    await shop.deliver(at(invoice_issued(one.order_id), seconds, "issued_at"))
    await shop.post(f"/orders/{one.order_id}/cancel", {})
    await shop.deliver(
        at(left_too_late(one.order_id), seconds + 3, "found_at"),
        at(slips_voided(one.order_id), seconds, "voided_at"),
        at(nothing_to_credit(one.order_id), seconds, "found_at"),
    )
    await shop.deliver(at(return_opened(one.order_id), seconds, "opened_at"))
    assert await actions(shop, one) == [
        "placed",
        "invoiced",
        "cancelled",
        "parcel_left_too_late",
        "slips_voided",
        "nothing_to_credit",
        "return_opened",
        "cancellation_settled",
    ]


async def test_what_happened_at_once_is_told_as_it_was_heard(shop: ShopService, clock: Clock) -> None:
    one = await placed(shop)
    clock.pass_by(minutes=1)
    await shop.deliver(at(message_sent(one.order_id), 9, "sent_at"), at(invoice_issued(one.order_id), 9, "issued_at"))
    assert await actions(shop, one) == ["placed", "message_sent", "invoiced"]


async def read(shop: ShopService, order_id: UUID, after: str | None) -> Any:
    asked = {"limit": "2"} | ({"after": after} if after else {})
    response = await shop.http.get(f"/orders/{order_id}/history", params=asked)
    assert response.status_code == 200, response.text
    return response.json()


async def test_a_page_of_the_history_goes_on_where_it_ended_also_when_something_earlier_is_heard_meanwhile(
    shop: ShopService, clock: Clock
) -> None:
    one = await placed(shop)
    clock.pass_by(minutes=5)
    await shop.deliver(
        at(invoice_issued(one.order_id), 10, "issued_at"),
        at(payment_recorded(one.order_id, "25.00"), 30, "recorded_at"),
        at(shipped(one.order_id), 60, "shipped_at"),
    )
    first = await read(shop, one.order_id, None)
    await shop.deliver(at(message_sent(one.order_id), 5, "sent_at"), at(slip_ready(one.order_id), 40, "ready_at"))
    second = await read(shop, one.order_id, first["next"])
    third = await read(shop, one.order_id, second["next"])
    told = [[entry["action"] for entry in page["items"]] for page in (first, second, third)]
    assert told == [["placed", "invoiced"], ["payment_recorded", "slip_ready"], ["shipped"]]
    assert third["next"] is None


async def test_a_place_as_it_was_given_before_is_refused(shop: ShopService, clock: Clock) -> None:
    one = await placed(shop)
    response = await shop.http.get(f"/orders/{one.order_id}/history", params={"after": cursor(1)})
    assert (response.status_code, response.json()["type"]) == (422, "bad-cursor")


async def test_a_cancellation_is_as_old_as_the_last_of_its_effects(shop: ShopService, clock: Clock) -> None:
    one = await placed(shop)
    await shop.deliver(CancelOrder(order_id=one.order_id))
    clock.pass_by(minutes=2)
    await shop.deliver(
        at(nothing_to_credit(one.order_id), 30, "found_at"), at(slips_voided(one.order_id), 20, "voided_at")
    )
    shown = (await shop.http.get(f"/orders/{one.order_id}")).json()["cancellation"]
    assert shown["slips_voided_at"] == shown["stock_restored_at"] == "2026-03-02T10:00:20Z"
    assert shown["credited_at"] == shown["settled_at"] == "2026-03-02T10:00:30Z"


async def test_events_say_when_they_were_recorded_beside_when_they_happened(shop: ShopService, clock: Clock) -> None:
    happened = TEN - timedelta(days=20)
    body = order(placed_at=happened.isoformat(), occurred_at=happened.isoformat())
    order_id = (await shop.post("/orders", body)).json()["order_id"]
    for action in ("hold", "resume", "cancel"):
        said = {"occurred_at": happened.isoformat()} | ({"reason": "to be checked"} if action == "hold" else {})
        assert (await shop.post(f"/orders/{order_id}/{action}", said)).status_code == 200
    told = [event for event in await shop.announced() if isinstance(event, OrdersEvent)]
    assert [(event.occurred_at, event.recorded_at) for event in told] == [(happened, TEN)] * 4


@pytest.mark.parametrize("action", ["resume", "cancel"])
async def test_a_hold_does_not_end_before_it_began(shop: ShopService, action: str) -> None:
    began = TEN - timedelta(days=20)
    body = order(placed_at=began.isoformat(), occurred_at=began.isoformat())
    order_id = (await shop.post("/orders", body)).json()["order_id"]
    at = {day: {"occurred_at": (began + timedelta(days=day)).isoformat()} for day in (1, 2)}
    assert (await shop.post(f"/orders/{order_id}/hold", at[2] | {"reason": "to be checked"})).status_code == 200
    refused = await shop.post(f"/orders/{order_id}/{action}", at[1])
    assert refused.status_code == 422
    assert refused.json()["type"].endswith("wrong-date")
    assert (await shop.post(f"/orders/{order_id}/{action}", at[2])).status_code == 200
