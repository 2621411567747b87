"""Whatever staff do in a day, while every service is killed once at it: all invariants hold and all services agree."""

from tests.faults.day_of_work import SERVICES, Day
from tests.faults.what_is_done import prepare, work
from tests.support.shop import Shop

SEED = 11


async def test_after_a_day_of_work_in_which_each_service_was_killed_all_of_them_agree(shop: Shop) -> None:
    await prepare(shop)
    day = Day(shop, SEED)
    await work(day, 220, kill=SERVICES)
    await shop.is_quiet(seconds=180)
    assert day.done.total() > 2 * day.refused.total()
