"""Two replicas of the notifier are killed in turn while parcels leave: each customer is told, and told once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from tests.support.sale import place_command
from tests.support.shop import Shop, telling_of_shipments
from tests.support.waiting import until

PARCELS = 200
AT_ONCE = 8
KILLS = ("notifier-1", "notifier-2", "notifier-1")
READY = "SELECT shipment_id FROM shipments WHERE order_id = ANY($1::uuid[]) AND state = 'ready'"
TOLD = """
SELECT state, count(*) AS messages, count(DISTINCT order_id) AS orders, count(DISTINCT about) AS shipments
FROM messages WHERE order_id = ANY($1::uuid[]) AND kind IN ('shipped', 'partly_shipped') GROUP BY state
"""


@pytest.fixture
async def replicated(shop: Shop) -> AsyncIterator[Shop]:
    async with telling_of_shipments(shop, replicas=2):
        yield shop


async def test_killing_the_notifier_while_parcels_leave_tells_of_each_once(replicated: Shop) -> None:
    shop, order_ids = replicated, [uuid7() for _ in range(PARCELS)]
    await shop.send(*(place_command(order_id) for order_id in order_ids))
    shipments = await until(_all_ready, shop, order_ids, seconds=120)
    shipping = asyncio.create_task(_ship(shop, shipments))
    for number, victim in enumerate(KILLS, start=1):
        await until(_so_many_left, shop, order_ids, number * PARCELS // (len(KILLS) + 1), seconds=120)
        shop.kill(victim)
        await shop.restart(victim)
    await shipping
    await until(_all_told, shop, order_ids, seconds=240)
    await shop.is_quiet()

    told = [tuple(row) for row in await shop.query("notifier", TOLD, order_ids)]
    assert told == [("sent", PARCELS, PARCELS, PARCELS)]


async def _ship(shop: Shop, shipments: list[UUID]) -> None:
    at_once = asyncio.Semaphore(AT_ONCE)

    async def ship(shipment_id: UUID) -> None:
        async with at_once:
            answer = await shop.post("fulfilment", f"/shipments/{shipment_id}/ship", None)
            assert answer.status_code == 200, answer.text

    await asyncio.gather(*(ship(shipment_id) for shipment_id in shipments))


async def _all_ready(shop: Shop, order_ids: list[UUID]) -> Any:
    found = [row["shipment_id"] for row in await shop.query("fulfilment", READY, order_ids)]
    return found if len(found) == PARCELS else None


async def _so_many_left(shop: Shop, order_ids: list[UUID], count: int) -> bool:
    return PARCELS - len(await shop.query("fulfilment", READY, order_ids)) >= count


async def _all_told(shop: Shop, order_ids: list[UUID]) -> bool:
    rows = await shop.query("notifier", TOLD, order_ids)
    return sum(row["messages"] for row in rows if row["state"] == "sent") >= PARCELS
