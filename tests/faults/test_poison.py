"""Records that no service can read, on every topic: a dead letter for each reader, and everything else goes on."""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from uuid_utils.compat import uuid7

from shared.schemas.billing import CreditNoteIssued
from shared.schemas.event import Event
from shared.schemas.fulfilment import ShipmentShipped
from shared.schemas.notifier import MessageSent
from shared.schemas.orders import OrderPlaced, PlaceOrder
from shared.schemas.returns import ReturnedGoodsDisposed
from shared.scopes import SERVICES
from tests.contracts.examples import example_of
from tests.support.sale import place
from tests.support.shop import Shop
from tests.support.waiting import until

READ_BY = {
    PlaceOrder: ["orders"],
    OrderPlaced: ["billing", "fulfilment", "returns", "notifier"],
    CreditNoteIssued: ["orders", "fulfilment", "returns", "notifier"],
    ShipmentShipped: ["orders", "returns", "notifier"],
    ReturnedGoodsDisposed: ["orders", "fulfilment"],
    MessageSent: ["orders"],
}
"""One event of each topic, and the services that read it."""

BESIDE = {ReturnedGoodsDisposed: ["billing", "notifier"]}
"""Who reads its topic, and not it: what says not of which type it is, is a dead letter for them too."""

UNKNOWN = ("backshop.orders.OrderTeleported.v1", "backshop.orders.OrderPlaced.v9")
"""Skipped on topics of events; a command that nobody knows is a dead letter."""

Headers = Sequence[tuple[str, bytes | None]]


@pytest.fixture(scope="module", autouse=True)
async def _dead_letters_go(shop: Shop) -> AsyncIterator[None]:
    """Whoever tests after this finds none."""
    yield
    for service in SERVICES:
        await shop.query(service, "DELETE FROM parked")


async def test_poison_on_every_topic_is_one_dead_letter_for_each_reader(shop: Shop) -> None:
    before = await place(shop)
    async with AIOKafkaProducer(
        bootstrap_servers=shop.settings.bootstrap_servers, max_request_size=2 * 1024 * 1024
    ) as producer:
        for event in READ_BY:
            for record in _poison(event):
                await producer.send_and_wait(event.topic, **record)
    after = await place(shop)

    for service in SERVICES:
        read = [event for event, readers in READ_BY.items() if service in readers]
        beside = sum(2 for readers in BESIDE.values() if service in readers)
        await until(_has_dead_letters, shop, service, sum(8 if event is PlaceOrder else 6 for event in read) + beside)
        await until(_has_no_lag, shop, service)
    for order in (before, after):
        await until(_is_invoiced, shop, order["order_id"])
    assert (await shop.status("orders"))["parked"] == 0
    skipped = (await shop.status("billing"))["skipped"]
    assert {name: skipped.get(name) for name in UNKNOWN} == dict.fromkeys(UNKNOWN, 1)


async def test_dead_letters_can_be_looked_at_and_dropped_but_not_retried_as_they_are(shop: Shop) -> None:
    dead = (await shop.get("billing", "/operations/parked"))["items"]
    assert {one["error"].split(":")[0] for one in dead} == {
        "Invalid JSON",
        "header ce_type is not UTF-8",
        "header ce_type has no value",
        "the value is null",
        "the value has 1048576 bytes; at most 900000 are read",
        "the record's key is not the event's own, 019cade2-1228-7a3b-8199-c6b41c80317f",
    }
    retried = await shop.post("billing", f"/operations/parked/{dead[0]['id']}/retry", None)
    assert (retried.status_code, retried.json()["type"]) == (409, "record-cannot-be-read")
    dropped = await shop.post("billing", f"/operations/parked/{dead[1]['id']}/drop", None)
    assert dropped.status_code == 200
    assert len((await shop.get("billing", "/operations/parked"))["items"]) == 7


def _poison(event: type[Event]) -> list[dict[str, Any]]:
    """Bad JSON, a header that is not UTF-8, one without a value, no value, unknown type and version, 1 MiB, wrong key.

    Their other parts are those of the contract's example, each under an id of its own, and from somebody else: what a
    service seems to have announced itself, and does not know, would make it stop (docs/decisions/0017).
    """
    name = event.type_name()
    changes: list[dict[str, Any]] = [
        {"value": b"{bad json"},
        {"headers": _headers(name, ce_type=b"\xff\xfe\xfd")},
        {"headers": _headers(name, ce_type=None)},
        {"value": None},
        {"headers": _headers(name, ce_type=name.replace(event.__name__, "OrderTeleported").encode())},
        {"headers": _headers(name, ce_type=name.replace(".v1", ".v9").encode())},
        {"value": b'"' + b"x" * (1024 * 1024 - 2) + b'"'},
        {"key": b"another-order"},
    ]
    example = example_of(name)
    return [
        {"key": example["key"].encode(), "value": json.dumps(example["value"]).encode(), "headers": _headers(name)}
        | change
        for change in changes
    ]


def _headers(type_name: str, **changed: bytes | None) -> Headers:
    headers: dict[str, bytes | None] = {name: text.encode() for name, text in example_of(type_name)["headers"].items()}
    return list((headers | {"ce_id": str(uuid7()).encode(), "ce_source": b"/stranger"} | changed).items())


async def _has_dead_letters(shop: Shop, service: str, count: int) -> bool:
    status = await shop.status(service)
    assert status["dead_letters"] <= count
    return bool(status["dead_letters"] == count)


async def _has_no_lag(shop: Shop, service: str) -> bool:
    status = await shop.status(service)
    return bool(status["lag"] == 0 and status["lag_age_s"] < 0.1)


async def _is_invoiced(shop: Shop, order_id: str) -> bool:
    answer = await shop.http.get(f"{shop.settings.url('billing')}/orders/{order_id}")
    return bool(answer.is_success and answer.json()["documents"])
