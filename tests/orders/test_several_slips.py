"""An order with several slips: what may leave now, what waits, and what has left."""

from uuid import UUID

import pytest

from services.orders.slips import Goods, SlipState, goods_of
from shared.schemas.fulfilment import ShipmentState, SlipBeside
from tests.orders.ordering import placed
from tests.orders.upstream_events import (
    of_slip,
    payment_recorded,
    pickup_ready,
    shipped,
    slip_changed,
    slip_created,
    slip_ready,
    slip_split,
    slip_void,
    slip_waits,
    slips_merged,
    unshipped,
)
from tests.support.service import ShopService


@pytest.mark.parametrize(
    ("states", "ready", "for_pickup"),
    [
        ("", False, False),
        ("waits", False, False),
        ("ready waits", True, False),
        ("left waits", False, False),
        ("left ready_for_pickup waits", True, True),
        ("left picked_up", True, False),
    ],
)
def test_goods_are_ready_where_something_may_leave_or_all_has_left(states: str, ready: bool, for_pickup: bool) -> None:
    slips = {f"BX-{number}": SlipState(state) for number, state in enumerate(states.split())}
    assert goods_of(slips) == Goods(ready, for_pickup)


async def seen(shop: ShopService, order_id: UUID) -> tuple[str, str, bool]:
    found = (await shop.http.get(f"/orders/{order_id}")).json()
    return found["status"], found["shipment_status"], found["goods_ready"]


async def test_an_order_of_two_slips_is_shipped_in_part_and_then_in_full(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    waits = ShipmentState.NOT_SHIPPED
    await shop.deliver(payment_recorded(order_id, "25.00"), slip_created(order_id, waits))
    assert await seen(shop, order_id) == ("processing_awaiting_shipment", "not_shipped", False)
    rest = of_slip("BX-2", slip_created(order_id, waits)).model_copy(update={"sequence": 3})
    await shop.deliver(slip_split(order_id), rest)
    assert await seen(shop, order_id) == ("processing_awaiting_shipment", "not_shipped", True)
    await shop.deliver(shipped(order_id, in_full=False, sequence=4))
    assert await seen(shop, order_id) == ("processing_awaiting_shipment", "partially_shipped", False)
    await shop.deliver(of_slip("BX-2", slip_ready(order_id)).model_copy(update={"sequence": 5}))
    assert await seen(shop, order_id) == ("processing_awaiting_shipment", "partially_shipped", True)
    await shop.deliver(of_slip("BX-2", shipped(order_id, sequence=6)))
    assert await seen(shop, order_id) == ("completed_shipped", "shipped", True)
    await shop.deliver(unshipped(order_id, nothing_shipped=False, sequence=7))
    assert await seen(shop, order_id) == ("processing_awaiting_shipment", "partially_shipped", True)


async def test_a_count_that_takes_from_one_slip_leaves_the_other_ready(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    rest = of_slip("BX-2", slip_created(order_id)).model_copy(update={"sequence": 3})
    await shop.deliver(slip_created(order_id), slip_split(order_id), rest)
    await shop.deliver(of_slip("BX-2", slip_waits(order_id, sequence=4)), pickup_ready(order_id, sequence=5))
    found = (await shop.http.get(f"/orders/{order_id}")).json()
    assert (found["goods_ready"], found["pickup_ready"]) == (True, True)
    gone = of_slip("BX-2", slip_void(order_id, sequence=6)).model_copy(update={"nothing_left_to_ship": False})
    await shop.deliver(gone)
    found = (await shop.http.get(f"/orders/{order_id}")).json()
    assert (found["goods_ready"], found["pickup_ready"]) == (True, True)


async def test_two_slips_that_are_one_again_wait_as_one(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    rest = of_slip("BX-2", slip_created(order_id, ShipmentState.NOT_SHIPPED)).model_copy(update={"sequence": 3})
    await shop.deliver(slip_created(order_id), slip_split(order_id), rest, slips_merged(order_id))
    assert (await seen(shop, order_id))[2] is False
    await shop.deliver(slip_ready(order_id).model_copy(update={"sequence": 5}))
    assert (await seen(shop, order_id))[2] is True


async def test_what_is_sent_again_is_still_to_leave_until_it_has(shop: ShopService) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(payment_recorded(order_id, "25.00"), slip_created(order_id), shipped(order_id))
    assert await seen(shop, order_id) == ("completed_shipped", "shipped", True)
    again = of_slip("BX-2", slip_created(order_id)).model_copy(
        update={"sequence": 4, "replaces": order_id, "replaces_number": "BX-1"}
    )
    await shop.deliver(again)
    assert await seen(shop, order_id) == ("processing_awaiting_shipment", "partially_shipped", True)
    await shop.deliver(of_slip("BX-2", shipped(order_id, sequence=5)).model_copy(update={"replaces": order_id}))
    assert await seen(shop, order_id) == ("completed_shipped", "shipped", True)


async def test_what_an_edit_adds_is_on_a_slip_beside_the_other_and_what_changes_waits_or_is_ready(
    shop: ShopService,
) -> None:
    order_id = (await placed(shop)).order_id
    await shop.deliver(payment_recorded(order_id, "25.00"), slip_created(order_id))
    waits, ready = ShipmentState.NOT_SHIPPED, ShipmentState.READY
    await shop.deliver(slip_changed(order_id, waits, number="BX-1"))
    assert await seen(shop, order_id) == ("processing_awaiting_shipment", "not_shipped", False)
    beside = (SlipBeside(slip_number="BX-1", state=ready),)
    added = slip_created(order_id, waits).model_copy(
        update={"slip_number": "BX-2", "sequence": 4, "edited": 2, "beside": beside}
    )
    await shop.deliver(slip_changed(order_id, ready, number="BX-1", sequence=3), added)
    assert await seen(shop, order_id) == ("processing_awaiting_shipment", "not_shipped", True)
    late = (await placed(shop)).order_id
    await shop.deliver(payment_recorded(late, "25.00"), slip_created(late), shipped(late))
    beside = (SlipBeside(slip_number="BX-1", state=ShipmentState.SHIPPED),)
    await shop.deliver(added.model_copy(update={"order_id": late, "beside": beside}))
    assert await seen(shop, late) == ("processing_awaiting_shipment", "partially_shipped", False)
