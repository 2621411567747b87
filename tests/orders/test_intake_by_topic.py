"""Commands on the topic: what is no valid command is answered with `CommandRejected`, never with silence."""

import json
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from shared.schemas.orders import CommandRejected
from tests.orders.ordering import place
from tests.support.bodies import ZOE, line, order
from tests.support.service import ShopService


async def rejection(shop: ShopService, **changes: Any) -> CommandRejected:
    """The answer to a valid command's record after these changes to it, while a neighbour's order is placed."""
    record = shop.record(place(), **changes)
    neighbour = place()
    await shop.deliver_records([record, shop.record(neighbour)])
    announced = await shop.announced()
    assert [type(one).__name__ for one in announced] == ["CommandRejected", "OrderPlaced"]
    assert announced[1].key == str(neighbour.order_id)
    assert isinstance(announced[0], CommandRejected)
    return announced[0]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (order(lines=[line(quantity=-2)]), "lines.0.quantity: Input should be greater than 0"),
        (order(lines=[line()] * 10_000), "the value has "),
        (order(lines=[line()] * 2_001), "lines: Tuple should have at most 2000 items"),
        (order(currency="XXX"), "currency: unknown currency"),
        (order(customer=ZOE | {"billing_address": {"country": "XX"}}), "unknown country"),
        (order(customer=ZOE | {"name": "x" * 100_000}), "customer.name: String should have at most 200"),
        (order(customer=ZOE | {"name": "x" * 1_000_000}), "the value has "),
        (order(holdReason="fraud?"), "holdReason: there is no such field"),
        (
            order(customer=ZOE | {"billing_address": {"country": "FR", "zip": "44"}}),
            "customer.billing_address.zip: there",
        ),
        (order(by="web\0shop"), "by: line breaks and control characters are not allowed"),
        ({}, "Field required"),
        ([], "Input should be an object"),
    ],
)
async def test_an_invalid_order_is_rejected_with_what_is_wrong(shop: ShopService, body: Any, says: str) -> None:
    order_id = uuid7()
    if isinstance(body, dict) and body:
        body = {"order_id": str(order_id)} | body
    rejected = await rejection(shop, key=str(order_id).encode(), value=json.dumps(body).encode())
    assert (rejected.order_id, rejected.problem) == (order_id, "invalid-request")
    assert rejected.command == "backshop.orders.PlaceOrder.v1"
    assert says in rejected.detail


async def test_what_is_no_json_is_rejected(shop: ShopService) -> None:
    rejected = await rejection(shop, value=b"{nonsense")
    assert (rejected.problem, rejected.detail[:12]) == ("invalid-request", "Invalid JSON")


async def test_an_empty_record_is_rejected(shop: ShopService) -> None:
    assert (await rejection(shop, value=None)).detail == "the value is null"


async def test_an_unknown_command_is_rejected(shop: ShopService) -> None:
    headers = [("ce_id", b"17"), ("ce_type", b"backshop.orders.BlessOrder.v1")]
    rejected = await rejection(shop, headers=headers)
    assert (rejected.command_id, rejected.command) == ("17", "backshop.orders.BlessOrder.v1")
    assert rejected.detail == "the type backshop.orders.BlessOrder.v1 or its version is not known here"


async def test_a_record_without_headers_is_named_by_where_it_stands(shop: ShopService) -> None:
    rejected = await rejection(shop, headers=[], offset=0)
    assert (rejected.command_id, rejected.command) == ("orders.commands/0/0", None)
    assert rejected.detail == "header ce_id is missing"


async def test_a_record_under_another_orders_key_is_rejected(shop: ShopService) -> None:
    assert (await rejection(shop, key=b"somebody else")).detail.startswith("the record's key is not the event's own")


async def test_a_record_without_a_key_that_is_an_id_is_rejected_by_the_id_of_the_record(shop: ShopService) -> None:
    rejected = await rejection(shop, key=None, value=b"{}")
    assert rejected.order_id is None
    assert rejected.key == rejected.command_id


async def test_a_command_refused_is_no_dead_letter(shop: ShopService) -> None:
    await rejection(shop, value=b'{"order_id": "17"}')
    assert await shop.parked() == []
