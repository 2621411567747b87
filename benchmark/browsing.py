"""Browsing the back office: how fast its pages answer, what they weigh, and what open browsers cost."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from itertools import cycle, product
from statistics import quantiles

import httpx
import psutil
from pydantic import BaseModel
from uuid_utils.compat import uuid7

from deploy.local.owner import EMAIL
from deploy.problem import Problem

HINT_WITHIN_S = 30


class PageTimes(BaseModel):
    """One kind of page, or one part of it, at a steady rate."""

    name: str
    asked: int
    p50_ms: float
    p95_ms: float
    p99_ms: float


class PageWeight(BaseModel):
    """What is transferred, compressed: `cold` with styles, scripts, icons and font, `warm` the page alone."""

    name: str
    cold_kb: float
    warm_kb: float


async def sign_in(client: httpx.AsyncClient, password: str) -> None:
    answer = await client.post("/sign-in", data={"email": EMAIL, "password": password, "next": "/"})
    if answer.status_code != 303:
        raise Problem(f"the owner's first password does not sign in any more ({answer.status_code})")


async def ask_steadily(
    client: httpx.AsyncClient, paths: Mapping[str, Iterator[str]], *, rate: float, seconds: float
) -> list[PageTimes]:
    """Each kind in turn, at this rate together, whether or not earlier answers are there: sleeps set the pace."""
    took: dict[str, list[float]] = {name: [] for name in paths}
    began, count = time.monotonic(), int(rate * seconds)
    async with asyncio.TaskGroup() as group:
        for number, name in zip(range(count), cycle(paths), strict=False):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))  # the pace is the load
            group.create_task(_ask(client, next(paths[name]), took[name]))
    return [_times(name, waits) for name, waits in took.items()]


async def weigh(client: httpx.AsyncClient, name: str, path: str) -> PageWeight:
    page = await client.get(path)
    assets = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page.text))
    sizes = [_transferred(await client.get(asset)) for asset in assets]
    warm = _transferred(page)
    return PageWeight(name=name, cold_kb=round((warm + sum(sizes)) / 1000, 1), warm_kb=round(warm / 1000, 1))


async def memory_with_streams(client: httpx.AsyncClient, pid: int, count: int) -> int:
    """Megabytes of the back office while so many browsers hold their stream open, each of which has sent something."""
    async with AsyncExitStack() as stack:
        for _ in range(count):
            stream = await stack.enter_async_context(client.stream("GET", "/live", timeout=30))
            if stream.status_code != 200:
                raise Problem(f"a stream was refused with {stream.status_code}")
            await anext(stream.aiter_raw())
        return round(psutil.Process(pid).memory_info().rss / 2**20)


async def wait_for_hints(client: httpx.AsyncClient, orders: httpx.AsyncClient, order_ids: Sequence[str]) -> PageTimes:
    """From the answer to a hold, and to its end, until the hint to read the page again reaches an open browser."""
    waits = []
    async with client.stream("GET", "/live", timeout=HINT_WITHIN_S) as stream:
        lines = stream.aiter_lines()
        for order_id, command in product(order_ids, ("hold", "resume")):
            headers = {"Idempotency-Key": str(uuid7())}
            done = await orders.post(f"/orders/{order_id}/{command}", json={"reason": "benchmark"}, headers=headers)
            began = time.perf_counter()
            if done.is_error:
                raise Problem(f"{command} of an order was refused ({done.status_code})")
            await _wait_for_hint(lines, (f'"orders:{order_id}"', '"*"'))
            waits.append(1000 * (time.perf_counter() - began))
    return _times("told of a change elsewhere", waits)


async def _wait_for_hint(lines: AsyncIterator[str], hints: Sequence[str]) -> None:
    try:
        async with asyncio.timeout(HINT_WITHIN_S):
            async for line in lines:
                if any(hint in line for hint in hints):
                    return
    except TimeoutError:
        pass
    raise Problem(f"no hint of a change reached an open browser within {HINT_WITHIN_S} s")


def _transferred(answer: httpx.Response) -> int:
    """Bytes on the wire, heads included."""
    head = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
    return head + answer.num_bytes_downloaded


async def _ask(client: httpx.AsyncClient, path: str, took: list[float]) -> None:
    began = time.perf_counter()
    answer = await client.get(path)
    took.append(1000 * (time.perf_counter() - began))
    if answer.status_code != 200:
        raise Problem(f"{answer.url.path} answered {answer.status_code}")


def _times(name: str, waits: list[float]) -> PageTimes:
    cuts = quantiles(waits, n=100)
    return PageTimes(
        name=name,
        asked=len(waits),
        p50_ms=round(cuts[49], 1),
        p95_ms=round(cuts[94], 1),
        p99_ms=round(cuts[98], 1),
    )
