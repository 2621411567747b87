"""Exchanges over all services, at once with what else takes their money: it is there once, and all agree."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest

from deploy.databases import Databases
from shared.schemas.event import Event
from tests.backoffice.services import Services
from tests.backoffice.test_returns_at_once import AtOnce, agree

Json = dict[str, Any]


@pytest.fixture
def at_once(shop: Services) -> AtOnce:
    return AtOnce(shop)


async def test_the_order_in_exchange_is_cancelled_at_the_moment_that_it_is_settled(
    at_once: AtOnce, administrator: Databases
) -> None:
    one = await at_once.received()
    await at_once.do(one, "exchange", {})
    await at_once.topics.hear_all()
    order_id = (await _exchange(at_once, one))["document_id"]
    await at_once.do(one, "credit", {})
    await at_once.shop.post("orders", f"/orders/{order_id}/cancel", {})
    credit, cancelled = [await _unheard(at_once, "billing", topic) for topic in ("returns.events", "orders.events")]
    await asyncio.gather(*(_until_done(at_once.shop, "billing", events) for events in (credit, cancelled)))
    await agree(at_once, administrator)
    seen = await at_once.shop.get("returns", f"/returns/{one['return_id']}")
    assert (seen["to_refund"], (await _exchange(at_once, one))["problem"]) == ("25.00", "order-cancelled")
    billed = await at_once.shop.get("billing", f"/orders/{order_id}")
    assert (billed["paid"], billed["balance"]) == ("0.00", "0.00")


async def test_in_advance_the_goods_come_later_and_what_they_are_credited_at_is_paid(
    at_once: AtOnce, administrator: Databases
) -> None:
    one = await at_once.opened()
    await at_once.do(one, "exchange", {"advance": True, "replacements": [{"sku": "LAMP", "quantity": 1}]})
    await at_once.topics.hear_all()
    order_id = (await _exchange(at_once, one))["document_id"]
    placed = await at_once.shop.get("orders", f"/orders/{order_id}")
    assert (placed["status"], placed["totals"]["gross"]) == ("processing_awaiting_shipment", "12.50")
    (shipment,) = (await at_once.shop.get("fulfilment", f"/orders/{order_id}"))["shipments"]
    await at_once.shop.post("fulfilment", f"/shipments/{shipment['shipment_id']}/ship")
    billed = await at_once.shop.get("billing", f"/orders/{order_id}")
    assert (billed["due"], billed["documents"][0]["due_on"]) == ("12.50", one["expires_on"])
    await at_once.do(one, "receive", {"lines": [{"line_no": 1, "quantity": 2, "disposition": "restock"}]})
    await at_once.do(one, "credit", {})
    await agree(at_once, administrator)
    seen = await at_once.shop.get("returns", f"/returns/{one['return_id']}")
    assert ((await _exchange(at_once, one))["settled"], seen["to_refund"]) == ("12.50", "12.50")
    placed = await at_once.shop.get("orders", f"/orders/{order_id}")
    assert (placed["status"], placed["payment_status"]) == ("completed_shipped", "paid")


async def _exchange(at_once: AtOnce, one: Json) -> Json:
    seen = await at_once.shop.get("returns", f"/returns/{one['return_id']}")
    (found,) = [of for of in seen["decisions"] if of["kind"] == "exchange"]
    return dict(found)


async def _unheard(at_once: AtOnce, reader: str, topic: str) -> Sequence[Event]:
    await at_once.topics.take()
    return at_once.topics.unheard.pop((reader, topic))


async def _until_done(shop: Services, reader: str, events: Sequence[Event]) -> None:
    """As a consumer does whose transaction the database has ended for another one."""
    while True:
        try:
            return await shop[reader].deliver(*events)
        except asyncpg.DeadlockDetectedError:
            continue
