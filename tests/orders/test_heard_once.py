"""What is told twice, as by a service that was set back, is in the history once, whichever comes first."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.schemas.event import OrderEvent
from shared.schemas.fulfilment import NothingToShip
from tests.orders.ordering import history, placed, seen
from tests.orders.upstream_events import (
    NOON,
    cancellation_invoice_issued,
    credit_note_issued,
    invoice_issued,
    left_too_late,
    nothing_to_credit,
    payment_recorded,
    payment_reversed,
    return_opened,
    return_requested,
    shipped,
    slip_created,
    slip_split,
    slip_void,
    slip_waits,
    slips_merged,
    slips_voided,
    unshipped,
)
from tests.support.bodies import order
from tests.support.service import ShopService

TOLD: dict[str, Callable[[UUID], OrderEvent]] = {
    "invoiced": invoice_issued,
    "credited": lambda order_id: credit_note_issued(order_id, "2.00"),
    "cancellation_invoiced": cancellation_invoice_issued,
    "nothing_to_credit": nothing_to_credit,
    "payment_recorded": lambda order_id: payment_recorded(order_id, "10.00"),
    "payment_reversed": lambda order_id: payment_reversed(order_id, "10.00"),
    "slip_created": slip_created,
    "slip_split": slip_split,
    "slips_merged": slips_merged,
    "slip_reduced": slip_void,
    "nothing_to_ship": lambda order_id: NothingToShip(order_id=order_id, sequence=2, found_at=NOON),
    "slips_voided": slips_voided,
    "parcel_left_too_late": left_too_late,
    "shipped": shipped,
    "return_opened": return_opened,
    "return_requested": return_requested,
}
MORNING = "2026-03-02T10:00:00Z"
LATER = NOON + timedelta(hours=8)
OWN_TIME = {"created_at", "voided_at", "found_at", "shipped_at"}


def told_again(event: OrderEvent) -> OrderEvent:
    """With a later sequence; what is done again, as void slips, at another time."""
    changes: dict[str, Any] = {"sequence": 9}
    fields = type(event).model_fields
    if "again" in fields:
        changes["again"] = True
    elif "reduced_at" not in fields:
        changes |= {name: LATER for name in OWN_TIME & fields.keys()}
    return event.model_copy(update=changes)


async def times(shop: ShopService, order_id: UUID, action: str) -> list[str]:
    items = (await shop.http.get(f"/orders/{order_id}/history")).json()["items"]
    return [one["at"] for one in items if one["action"] == action]


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("again_first", [True, False])
@pytest.mark.parametrize("action", list(TOLD))
async def test_whichever_comes_first_it_is_heard_once(
    shop: ShopService, action: str, again_first: bool, at_once: bool
) -> None:
    order_id = (await placed(shop, order(placed_at=MORNING))).order_id
    first = TOLD[action](order_id)
    events = [told_again(first), first] if again_first else [first, told_again(first)]
    if at_once:
        await shop.deliver(*events)
    else:
        for event in events:
            await shop.deliver(event)
    assert len(await times(shop, order_id, action)) == 1
    shown = await seen(shop, order_id)
    assert (shown["credited"], shown["paid"]) in (
        ("0.00", "0.00"),
        ("2.00", "0.00"),
        ("0.00", "10.00"),
        ("25.00", "0.00"),
    )


async def test_a_slip_and_its_end_keep_the_dates_of_their_first_telling(shop: ShopService) -> None:
    order_id = (await placed(shop, order(placed_at=MORNING))).order_id
    slip, void = slip_created(order_id), slips_voided(order_id)
    await shop.deliver(slip, void)
    before = await history(shop, order_id), await times(shop, order_id, "slip_created")
    await shop.deliver(told_again(slip), told_again(void))
    assert (await history(shop, order_id), await times(shop, order_id, "slip_created")) == before


@pytest.mark.parametrize("again_first", [True, False])
async def test_two_like_payments_are_two_in_whatever_order_they_are_told_again(
    shop: ShopService, again_first: bool
) -> None:
    order_id = (await placed(shop, order(placed_at=MORNING))).order_id
    one = payment_recorded(order_id, "5.00", paid="5.00", sequence=2)
    two = payment_recorded(order_id, "5.00", paid="10.00", sequence=3)
    again = [told_again(two), told_again(one)]
    again = [event.model_copy(update={"paid": two.paid}) for event in again]
    for event in [*again, one, two] if again_first else [one, *again, two]:
        await shop.deliver(event)
    assert len(await times(shop, order_id, "payment_recorded")) == 2
    assert (await seen(shop, order_id))["paid"] == "10.00"


async def test_of_two_credits_the_second_counts_though_the_first_was_told_again_before(shop: ShopService) -> None:
    order_id = (await placed(shop, order(placed_at=MORNING))).order_id
    first = credit_note_issued(order_id, "2.00", sequence=2)
    second = credit_note_issued(order_id, "3.00", sequence=3).model_copy(update={"number": "AV-2026-000002"})
    for event in (told_again(first), second, told_again(second), first):
        await shop.deliver(event)
    assert (await seen(shop, order_id))["credited"] == "5.00"
    assert len(await times(shop, order_id, "credited")) == 2


async def test_a_parcel_that_had_not_left_after_all_leaves_again(shop: ShopService) -> None:
    order_id = (await placed(shop, order(placed_at=MORNING))).order_id
    left, back = shipped(order_id, sequence=2), unshipped(order_id, sequence=3)
    later = shipped(order_id, sequence=4).model_copy(update={"shipped_at": LATER})
    for event in (left, back, later, left.model_copy(), back.model_copy(), later.model_copy()):
        await shop.deliver(event)
    told = [action for _, action in await history(shop, order_id)]
    assert (told.count("shipped"), told.count("unshipped")) == (2, 1)
    assert (await seen(shop, order_id))["shipment_status"] == "shipped"


async def test_what_a_slip_that_is_told_again_says_of_its_goods_is_taken(shop: ShopService) -> None:
    order_id = (await placed(shop, order(placed_at=MORNING))).order_id
    await shop.deliver(slip_created(order_id), slip_waits(order_id))
    await shop.deliver(told_again(slip_created(order_id)))
    (listed,) = (await shop.http.get("/orders")).json()["items"]
    assert listed["goods_ready"] is True
    assert len(await times(shop, order_id, "slip_created")) == 1
