"""Nobody is told to come for what is taken back, handed over, missing or on hold."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.notifier.queue import store as queue
from services.notifier.queue.model import Outcome
from services.notifier.usecases.record_attempts import record_attempts
from shared.clock import now
from shared.schemas.event import OrderEvent
from tests.notifier.pickups import (
    attempt,
    claim,
    due,
    handed_over,
    message_of,
    not_handed_over,
    ready,
    reduced,
    send,
    to_pick_up,
    told,
    waits,
    withdrawn,
)
from tests.support.orders import held, resumed
from tests.support.service import ShopService

ENDS: list[tuple[Any, str]] = [
    (withdrawn, "withdrawn"),
    (handed_over, "handed_over"),
    (waits, "withdrawn"),
    (reduced, "withdrawn"),
]


@pytest.mark.parametrize(("end", "reason"), ENDS)
async def test_what_is_over_before_it_was_told_is_not_told(notifier: ShopService, end: Any, reason: str) -> None:
    order, other = to_pick_up(), to_pick_up()
    over: OrderEvent = end(order)
    await notifier.deliver(order, other, ready(order), ready(other), over)
    assert sorted(await told(notifier)) == [("not_sent", reason), ("queued", None)]


@pytest.mark.parametrize(("end", "reason"), ENDS)
async def test_what_is_over_while_it_is_being_sent_is_not_tried_again(
    notifier: ShopService, end: Any, reason: str
) -> None:
    order = to_pick_up()
    await notifier.deliver(order, ready(order))
    claimed = await claim(notifier)
    await notifier.deliver(end(order))
    async with notifier.transaction() as tx:
        await record_attempts(tx, [], [claimed])
    assert await told(notifier) == [("not_sent", reason)]
    async with notifier.transaction() as tx:
        await record_attempts(tx, [attempt(claimed, Outcome.DEFERRED)], [])
    assert await told(notifier) == [("not_sent", reason)]
    async with notifier.transaction() as tx:
        await record_attempts(tx, [attempt(claimed, Outcome.ACCEPTED)], [])
    assert await told(notifier) == [("sent", None)]


@pytest.mark.parametrize(("end", "reason"), ENDS)
async def test_a_message_that_failed_is_not_offered_again_once_it_is_over(
    notifier: ShopService, end: Any, reason: str
) -> None:
    order = to_pick_up()
    await notifier.deliver(order, ready(order))
    await send(notifier, Outcome.REFUSED)
    assert (await message_of(notifier))["may"] == ["resend"]
    await notifier.deliver(end(order))
    message = await message_of(notifier)
    assert (message["state"], message["reason"], message["may"]) == ("not_sent", reason, [])
    refused = await notifier.post(f"/messages/{message['message_id']}/resend")
    assert refused.status_code == 409


async def test_what_was_not_handed_over_after_all_is_told(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(order, ready(order), handed_over(order), not_handed_over(order))
    assert await told(notifier) == [("queued", None)]
    due = datetime.fromisoformat((await message_of(notifier))["next_attempt_at"])
    assert due > now() + timedelta(seconds=90)
    await notifier.deliver(handed_over(order, sequence=5), not_handed_over(order, sequence=6))
    assert await told(notifier) == [("queued", None)]


async def test_what_was_told_before_it_was_handed_over_by_mistake_is_not_told_again(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(order, ready(order))
    await send(notifier, Outcome.ACCEPTED)
    await notifier.deliver(handed_over(order), not_handed_over(order))
    assert await told(notifier) == [("sent", None)]


async def test_what_was_handed_over_by_mistake_and_never_made_ready_is_not_told(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(order, handed_over(order), not_handed_over(order))
    assert await told(notifier) == []


async def test_what_was_withdrawn_is_not_told_as_its_parcel_comes_back(notifier: ShopService) -> None:
    order = to_pick_up()
    away, back = handed_over(order, sequence=4), not_handed_over(order, sequence=5)
    await notifier.deliver(order, ready(order), withdrawn(order), away, back)
    assert await told(notifier) == [("not_sent", "withdrawn")]


async def test_an_order_that_comes_after_its_handing_over_was_taken_back_is_told_of(notifier: ShopService) -> None:
    late, later = to_pick_up(), to_pick_up()
    await notifier.deliver(ready(late), handed_over(late), not_handed_over(late), late)
    assert await told(notifier) == [("queued", None)]
    await notifier.deliver(ready(later), handed_over(later), later, not_handed_over(later))
    assert await told(notifier) == [("queued", None)] * 2


async def test_a_customer_is_told_again_of_what_was_withdrawn_after_they_were_told(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(order, ready(order))
    await send(notifier, Outcome.ACCEPTED)
    await notifier.deliver(withdrawn(order), ready(order, sequence=4), ready(order, sequence=5))
    assert sorted(await told(notifier)) == [("queued", None), ("sent", None)]


async def test_nobody_is_told_to_come_for_what_is_on_hold(notifier: ShopService) -> None:
    order, other, gone = to_pick_up(), to_pick_up(), to_pick_up()
    await notifier.deliver(order, other, gone, ready(order), ready(other), ready(gone), held(order), held(gone))
    await notifier.deliver(withdrawn(gone))
    assert [one.order_id for one in await due(notifier)] == [other.order_id]
    await notifier.deliver(resumed(order), resumed(gone))
    assert {one.order_id for one in await due(notifier)} == {order.order_id}


async def test_an_order_on_hold_is_confirmed(notifier: ShopService) -> None:
    order = to_pick_up()
    await notifier.deliver(order, held(order))
    async with notifier.transaction() as tx:
        (claimed,) = await queue.claim_due_messages(tx, limit=5, lease=timedelta(minutes=1))
    assert claimed.order_id == order.order_id


@pytest.mark.parametrize("end", [withdrawn, handed_over])
async def test_what_is_over_before_its_order_came_is_not_told(notifier: ShopService, end: Any) -> None:
    order = to_pick_up()
    await notifier.deliver(ready(order), end(order), order)
    assert "queued" not in dict(await told(notifier))
