"""Returns, set back to before all this, takes its returns in again under their numbers."""

from collections.abc import Sequence
from typing import Any

from services.returns.usecases.take_back import TAKE_BACK
from shared.messaging.take_back import Outcome, Unknown, Verdict
from shared.schemas.event import Event
from shared.schemas.fulfilment import ReturnedGoodsRestocked
from shared.schemas.returns import ReturnEvent
from tests.returns.asking import do, opened, received, shipped_order, unit
from tests.returns.parcels import credited_left, shipped, too_late
from tests.returns.test_credit_return import credited
from tests.support.orders import PLACED_AT, cancelled, placed
from tests.support.service import ShopService, empty


async def set_back(returns: ShopService) -> None:
    await empty(returns.database)
    returns._positions.clear()


async def take_back(returns: ShopService, events: Sequence[Event], needed: Sequence[Event]) -> Sequence[Verdict]:
    async with returns.database.transaction(taking_back=True) as tx:
        return await TAKE_BACK.take(tx, Unknown(events, needed))


async def rows(returns: ShopService) -> list[dict[str, Any]]:
    async with returns.reading() as queries:
        return [dict(row) for row in await queries.fetch("SELECT * FROM returns ORDER BY return_no")]


async def test_returns_are_taken_in_as_they_were_and_are_not_opened_again(returns: ShopService) -> None:
    orders = [placed(number=str(number)) for number in range(3)]
    heard: list[Event] = []
    for order in orders:
        heard += [order, shipped(order), cancelled(order), too_late(order)]
    credited = placed(number="4")
    heard += [credited, shipped(credited), credited_left(credited, {1: 1})]
    await returns.deliver(*heard)
    before, announced = await rows(returns), await returns.announced()
    await set_back(returns)
    verdicts = await take_back(returns, announced, heard)
    assert [verdict.outcome for verdict in verdicts] == [Outcome.TAKEN] * 4
    assert await rows(returns) == before
    assert {verdict.outcome for verdict in await take_back(returns, announced, [])} == {Outcome.THERE}
    await returns.deliver(*heard)
    assert await rows(returns) == before
    assert await returns.announced() == []
    another = placed()
    await returns.deliver(another, too_late(another))
    assert [row["return_no"] for row in await rows(returns)] == [1, 2, 3, 4, 5]


async def test_returns_that_were_asked_for_are_as_they_were_told(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 4, "CHAIR": 1})
    one = await opened(returns, order, {1: 3}, comment="too large", approve=False)
    await do(returns, one, "change", lines=[unit(1, 3, reason="late")], comment="too late")
    await do(returns, one, "approve", expires_on="2999-01-01")
    await do(returns, one, "send", carrier="colissimo", tracking_number="6A12345678905")
    half = await received(returns, one, unit(disposition="restock"), unit(disposition="quarantine"))
    await do(returns, one, "dispose", lines=[unit(before="quarantine", disposition="scrap")])
    await received(returns, one, unit(outcome="short"))
    asked = await do(returns, one, "credit")
    answers: list[Event] = [
        ReturnedGoodsRestocked(
            order_id=order.order_id,
            return_id=one["return_id"],
            number=one["number"],
            by="alice",
            decision_id=half["decisions"][0]["decision_id"],
            lines=(),
            restocked_at=PLACED_AT,
        ),
        credited(one, asked["decisions"][1], 2),
    ]
    await returns.deliver(*answers)
    await do(returns, one, "close")
    other = await opened(returns, order, {2: 1})
    await do(returns, other, "cancel", reason="keeps it")
    before, told, announced = await rows(returns), await told_of(returns), await returns.announced()
    await set_back(returns)
    verdicts = await take_back(returns, announced, [])
    assert {verdict.outcome for verdict in verdicts} == {Outcome.TAKEN}
    versions = {row["return_no"]: row["version"] for row in before}
    assert [row | {"version": versions[row["return_no"]]} for row in await rows(returns)] == before
    assert await told_of(returns) == told
    assert {verdict.outcome for verdict in await take_back(returns, announced, [])} == {Outcome.THERE}
    await returns.deliver(order, shipped(order), *answers)
    assert [row["state"] for row in await rows(returns)] == ["closed", "cancelled"]
    assert await returns.announced() == []
    await opened(returns, order, {1: 2})
    assert [event.sequence for event in await returns.announced() if isinstance(event, ReturnEvent)][0] > max(
        event.sequence for event in announced if isinstance(event, ReturnEvent)
    )


async def told_of(returns: ShopService) -> list[list[dict[str, Any]]]:
    """What was done with returns, and decided of them."""
    async with returns.reading() as queries:
        steps = await queries.fetch("SELECT return_id, step, at, by, reason, lines FROM return_steps ORDER BY id")
        decisions = await queries.fetch("SELECT * FROM return_decisions ORDER BY decision_id")
    return [[dict(row) for row in rows] for rows in (steps, decisions)]


async def test_a_return_whose_parcel_nobody_knows_is_open_and_its_number_is_not_given_again(
    returns: ShopService,
) -> None:
    order, another = placed(), placed()
    await returns.deliver(order, too_late(order))
    announced = await returns.announced()
    await set_back(returns)
    (verdict,) = await take_back(returns, announced, [])
    assert (verdict.outcome, verdict.about) == (Outcome.OPEN, "RE-000001")
    await returns.deliver(another, too_late(another))
    assert [row["return_no"] for row in await rows(returns)] == [2]
