"""An order on hold gets no invoice until it is resumed, whatever arrives meanwhile."""

from itertools import permutations

import pytest

from shared.schemas.event import OrderEvent
from tests.support.orders import cancelled, held, placed, resumed
from tests.support.service import ShopService


async def test_a_hold_is_announced_as_applied(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    await billing.deliver(held(order, sequence=2))
    _, event = await billing.announced()
    assert (type(event).__name__, event.sequence, event.hold_sequence) == ("InvoicingHeld", 2, 2)


async def test_the_same_hold_twice_is_announced_once(billing: ShopService) -> None:
    order = placed(held=True)
    hold = held(order, sequence=4)
    await billing.deliver(order, hold)
    await billing.deliver(hold)
    await billing.deliver(hold.model_copy())
    assert [event.hold_sequence for event in await billing.announced()] == [1, 4]


async def test_a_hold_older_than_what_was_applied_is_ignored(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(resumed(order, sequence=3))
    await billing.deliver(held(order, sequence=2))
    await billing.deliver(order)
    assert await billing.announced_types() == ["InvoiceIssued"]


async def test_a_cancelled_order_is_not_held(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order, cancelled(order, sequence=2))
    await billing.deliver(held(order, sequence=3))
    assert await billing.announced_types() == ["InvoiceIssued", "CancellationInvoiceIssued"]


PLACED = placed()
LIFE = (PLACED, held(PLACED, sequence=2), resumed(PLACED, sequence=3), held(PLACED, sequence=4))


@pytest.mark.parametrize("arrival", list(permutations(range(4))))
async def test_an_order_that_ends_on_hold_gets_no_invoice_after_the_last_hold(
    billing: ShopService, arrival: tuple[int, ...]
) -> None:
    for place in arrival:
        await billing.deliver(LIFE[place])
    types = await billing.announced_types()
    assert types.count("InvoiceIssued") <= 1
    if "InvoiceIssued" in types:  # it was issued while the order was not on hold, as far as billing knew
        assert arrival.index(3) > arrival.index(0)
    assert "InvoicingHeld" in types
    assert (await billing.http.get(f"/orders/{PLACED.order_id}")).json()["held"] is True


@pytest.mark.parametrize("arrival", list(permutations(range(3))))
async def test_held_then_resumed_gets_its_invoice_once_whatever_the_order(
    billing: ShopService, arrival: tuple[int, ...]
) -> None:
    events: tuple[OrderEvent, ...] = LIFE[:3]
    for place in (*arrival, *arrival):
        await billing.deliver(events[place])
    assert (await billing.announced_types()).count("InvoiceIssued") == 1


@pytest.mark.parametrize("arrival", list(permutations(range(3))))
async def test_held_then_cancelled_owes_nothing_whatever_the_order(
    billing: ShopService, arrival: tuple[int, ...]
) -> None:
    events = (placed(PLACED.order_id, held=True), held(PLACED, sequence=2), cancelled(PLACED, sequence=3))
    for place in (*arrival, *arrival):
        await billing.deliver(events[place])
    types = await billing.announced_types()
    assert types.count("InvoiceIssued") == 0
    assert types.count("NothingToCredit") == 1
