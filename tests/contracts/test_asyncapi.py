"""The AsyncAPI document: complete, and each reference leads somewhere."""

import json
from typing import Any

import pytest

from cli.contracts import CONTRACTS
from cli.contracts.asyncapi import document
from deploy.topics import topics
from shared.cloudevents import Cause, pack
from shared.schemas.registry import EVENTS, TOPICS
from tests.contracts.examples import validate
from tests.support.orders import placed

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture(scope="module")
def asyncapi() -> dict[str, Any]:
    return document()


def test_it_is_an_asyncapi_document_of_every_topic(asyncapi: dict[str, Any]) -> None:
    assert asyncapi["asyncapi"] == "3.0.0"
    assert asyncapi["info"].keys() >= {"title", "version"}
    assert [channel["address"] for channel in asyncapi["channels"].values()] == list(TOPICS)
    assert {topic.name for topic in topics(1)} == set(TOPICS)


def test_every_reference_leads_somewhere(asyncapi: dict[str, Any]) -> None:
    references = list(_references(asyncapi))
    assert len(references) > 100
    for reference in references:
        assert _found(reference, asyncapi), reference


def test_every_message_is_on_its_topic_and_has_its_schema(asyncapi: dict[str, Any]) -> None:
    for type_name, kind in EVENTS.items():
        message = asyncapi["components"]["messages"][type_name]
        assert type_name in asyncapi["channels"][kind.topic]["messages"]
        assert (message["name"], message["title"]) == (type_name, kind.__name__)
        assert json.loads((CONTRACTS / message["payload"]["$ref"]).read_text())["title"] == type_name


def test_operations_name_messages_of_their_channel(asyncapi: dict[str, Any]) -> None:
    for name, operation in asyncapi["operations"].items():
        service, does, topic = name.split(".", 2)
        assert operation["action"] == does.removesuffix("s")
        assert operation["channel"]["$ref"] == f"#/channels/{topic}"
        assert operation["tags"] == [{"name": service}]
        for message in operation["messages"]:
            assert message["$ref"].startswith(f"#/channels/{topic}/messages/")


def test_every_event_is_sent_by_its_owner_and_commands_are_received_only(asyncapi: dict[str, Any]) -> None:
    sent = _messages(asyncapi, "send")
    assert sent.keys() == {type_name for type_name, kind in EVENTS.items() if kind.topic != "orders.commands"}
    assert sent["backshop.billing.InvoiceIssued.v1"] == {"billing"}
    received = _messages(asyncapi, "receive")
    assert received["backshop.orders.CancelOrder.v1"] == {"orders"}
    assert received["backshop.orders.OrderPlaced.v1"] >= {"billing", "fulfilment", "notifier"}


def test_what_the_services_send_has_the_headers_that_are_promised(asyncapi: dict[str, Any]) -> None:
    headers = asyncapi["components"]["schemas"]["headers"]
    for cause in (None, Cause("the order", "the command", TRACE)):
        sent = dict(json.loads(pack(placed(), cause).headers))
        validate(sent, headers)
        assert sent.keys() <= headers["properties"].keys()


def _messages(asyncapi: dict[str, Any], action: str) -> dict[str, set[str]]:
    """Which services do it, by type."""
    found: dict[str, set[str]] = {}
    for operation in asyncapi["operations"].values():
        if operation["action"] == action:
            for message in operation["messages"]:
                found.setdefault(message["$ref"].rpartition("/")[2], set()).add(operation["tags"][0]["name"])
    return found


def _references(part: Any) -> Any:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


def _found(reference: str, asyncapi: dict[str, Any]) -> bool:
    if not reference.startswith("#/"):
        return (CONTRACTS / reference).exists()
    place: Any = asyncapi
    for name in reference.removeprefix("#/").split("/"):
        place = place.get(name, {})
    return bool(place)
