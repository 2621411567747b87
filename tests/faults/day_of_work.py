"""A day of work in a whole shop: what staff do, by a random choice that a seed makes, while services are killed.

`python -m tests.faults.day_of_work --seed 7 --steps 400` does so by hand, in a shop of its own.
"""

import argparse
import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx
from uuid_utils.compat import uuid7

from tests.support.sale import open_shop
from tests.support.shop import Shop, running_shop
from tests.support.waiting import until

Json = dict[str, Any]
Doing = Callable[["Day"], Awaitable[None]]

REFUSALS = (404, 409, 412, 422)
AWAY = (502, 503, 504)
SERVICES = ("orders-1", "billing-1", "fulfilment-1", "notifier-1", "returns-1")


class Day:
    """What there is by now, and how often what was done or `refused`."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self.shop = shop
        self.chance = random.Random(seed)  # noqa: S311
        self.orders: list[str] = []
        self.quotes: list[str] = []
        self.customers: list[str] = []
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._doing = ""

    async def work(self, steps: int, whatever: Sequence[tuple[int, Doing]], *, kill: Sequence[str]) -> None:
        """Each has its weight. The services to kill die one after the other, and the work goes on meanwhile."""
        weights = [weight for weight, _ in whatever]
        dies_at = {(number + 1) * steps // (len(kill) + 1): victim for number, victim in enumerate(kill)}
        restarting: list[asyncio.Task[None]] = []
        for step in range(steps):
            if victim := dies_at.get(step):
                self.shop.kill(victim)
                restarting.append(asyncio.create_task(self.shop.restart(victim)))
            (_, doing) = self.chance.choices(whatever, weights)[0]
            self._doing = doing.__name__
            await doing(self)
        await asyncio.gather(*restarting)

    def one_of(self, things: Sequence[Any]) -> Any:
        return self.chance.choice(things)

    @property
    def an_order(self) -> str:
        """Mostly one of the last."""
        return str(self.one_of(self.orders[-6:] if self.chance.random() < 0.8 else self.orders))

    async def get(self, service: str, path: str, **query: Any) -> Json:
        answer = await self._answered("GET", service, path, params=query)
        found: Json = answer.json() if answer.is_success else {}
        return found

    async def post(self, service: str, path: str, body: Any = None, *, version: int | None = None) -> Json:
        """Asked, with one key, until it is answered; empty where it is refused."""
        return await self._asked("POST", service, path, body, version)

    async def put(self, service: str, path: str, body: Any, *, version: int | None = None) -> Json:
        return await self._asked("PUT", service, path, body, version)

    async def _asked(self, method: str, service: str, path: str, body: Any, version: int | None) -> Json:
        headers = {"Idempotency-Key": str(uuid7())} | ({} if version is None else {"If-Match": f'"{version}"'})
        answer = await self._answered(method, service, path, json=body, headers=headers)
        (self.done if answer.is_success else self.refused)[self._doing] += 1
        found: Json = answer.json() if answer.is_success else {}
        return found

    async def _answered(self, method: str, service: str, path: str, **request: Any) -> httpx.Response:
        async def sent() -> httpx.Response | None:
            try:
                answer = await self.shop.http.request(method, f"{self.shop.settings.url(service)}{path}", **request)
            except httpx.TransportError:
                return None
            return None if answer.status_code in AWAY else answer

        answer: httpx.Response = await until(sent, seconds=120)
        asked = f"{self._doing}: {method} {path} {request.get('json')}"
        assert answer.is_success or answer.status_code in REFUSALS, f"{asked}: {answer.status_code} {answer.text}"
        assert "invalid-request" not in answer.text, f"{asked}: {answer.text}"
        return answer


async def main() -> None:
    from tests.faults.what_is_done import prepare, work  # which is written with what is above

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=1, help="each with the next seed")
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--kill", action="append", default=[], help="a process; repeatable")
    args = parser.parse_args()
    async with running_shop() as shop:
        await open_shop(shop)
        await prepare(shop)
        for seed in range(args.seed, args.seed + args.days):
            day = Day(shop, seed)
            await work(day, args.steps, kill=args.kill or SERVICES)
            await shop.is_quiet(seconds=180)
            print(f"day {seed}: {day.done.total()} done {dict(day.done)}, refused {dict(day.refused)}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
