"""Filling an empty shop: staff, goods, then orders in two rounds, each placed, moved, and waited for."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from random import Random

from demo.orders import SEED, DemoOrder, plan_orders
from demo.scenarios import Basket, Buying, Ending
from demo.shop import Shop, open_shop, until
from demo.staff import SALES, STOREFRONT, hire
from demo.steps import Placed, take_all_steps
from demo.stocking import count_the_shelves, open_the_shelves, put_on_sale, restock
from demo.summary import summary
from demo.traces import HALF_FILLED, is_half_filled, note_filled, note_filling
from demo.wait_for import Shown, documents_made, nothing_under_way, shown_orders
from deploy.local.settings import LocalSettings
from deploy.problem import Problem
from shared.clock import now

ORDERS = 240
RECENT = timedelta(days=3)


class NotEmpty(Problem):
    """There is something in the shop."""


async def fill(settings: LocalSettings, say: Callable[[str], None], *, orders: int = ORDERS) -> None:
    """Raises NotEmpty, and does nothing, where the shop has orders or was half filled."""
    if is_half_filled(settings):  # perhaps before its first order, but with its goods
        raise NotEmpty(HALF_FILLED)
    at = now()
    plan = plan_orders(at, orders)
    async with open_shop(settings) as shop:
        if (await shop.get("orders", "/orders", limit="1"))["items"]:
            raise NotEmpty(
                "the shop has orders and is left as it is; `backshop up --fresh --demo` empties and fills it"
            )
        note_filling(settings)
        try:
            await _fill(settings, shop, plan, at)
        except Problem as problem:
            raise Problem(f"{problem}\n{HALF_FILLED}") from problem
        except BaseException:  # Ctrl-C leaves it half filled too; it is reported and raised on
            say(HALF_FILLED)
            raise
        note_filled(settings)
        for line in await summary(shop, plan):
            say(line)


async def _fill(settings: LocalSettings, shop: Shop, plan: Sequence[DemoOrder], at: datetime) -> None:
    # What waits for goods is placed when all that is on the shelves has gone to others.
    later = [order for order in plan if order.scenario.basket is Basket.MISSING or _age(order, at) < RECENT]
    ids = {order.command.order_id for order in later}
    earlier = [order for order in plan if order.command.order_id not in ids]
    await asyncio.gather(hire(settings), put_on_sale(shop, before=plan[0]))
    await open_the_shelves(shop, earlier, before=plan[0])
    endings = await _sell(shop, earlier, at)
    await restock(shop, later, at=at - RECENT)
    endings |= await _sell(shop, later, at)
    await count_the_shelves(shop)
    await _wait_for(shop, endings)


async def _sell(shop: Shop, orders: Sequence[DemoOrder], at: datetime) -> dict[str, Ending]:
    """Place these orders and move them; how each is to end, by its id.

    All bears the time at which it would have happened: the shop was not filled in a minute.
    """
    shipments: dict[str, str] = {}
    for _, week in groupby(orders, key=_week):
        # No invoice is dated before the last one: a later week's must not come first.
        shipments |= await _place(shop, list(week))
    placed = [
        Placed(order, shipments.get(str(order.command.order_id)), at, Random(SEED + number))  # noqa: S311 (no secret)
        for number, order in enumerate(orders)
    ]
    return await take_all_steps(shop, placed)


async def _place(shop: Shop, orders: Sequence[DemoOrder]) -> dict[str, str]:
    """One after the other, so that their numbers are in the order of their dates; their shipments by order."""
    for order in orders:
        by = SALES if order.scenario.buying is Buying.BY_PHONE else STOREFRONT
        assert order.command.placed_at
        body = order.command.model_dump(mode="json", exclude={"by", "occurred_at"}, exclude_none=True)
        body["occurred_at"] = order.command.placed_at.isoformat()
        await shop.post("orders", "/orders", body, by=by)
    return await documents_made(shop, orders)


async def _wait_for(shop: Shop, endings: dict[str, Ending]) -> None:
    wrong: dict[str, Shown] = {}

    async def ended() -> bool:
        shown = await shown_orders(shop)
        wrong.clear()
        wrong.update({one: shown[one] for one, ending in endings.items() if shown[one].ending != ending})
        return not wrong

    try:
        await until(ended, "every order is as it was planned")
    except Problem as problem:
        some = ", ".join(f"{one.number} is {one.ending.status}" for one in list(wrong.values())[:5])
        raise Problem(f"{problem} ({some})") from problem
    await until(lambda: nothing_under_way(shop), "the services have handled everything")


def _age(order: DemoOrder, at: datetime) -> timedelta:
    assert order.command.placed_at
    return at - order.command.placed_at


def _week(order: DemoOrder) -> tuple[int, int]:
    assert order.command.placed_at
    return order.command.placed_at.isocalendar()[:2]
