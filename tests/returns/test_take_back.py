"""Returns, set back to before all this, takes its returns in again under their numbers."""

from collections.abc import Sequence
from typing import Any

from services.returns.usecases.take_back import TAKE_BACK
from shared.messaging.take_back import Outcome, Unknown, Verdict
from shared.schemas.event import Event
from tests.returns.parcels import credited_left, shipped, too_late
from tests.support.orders import cancelled, placed
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
