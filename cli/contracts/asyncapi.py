"""All topics in one AsyncAPI document: what is on them, and which service sends and receives what."""

import inspect
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from cli.contracts.events import file_name, key_of
from cli.contracts.services import services
from deploy.topics import PARTITIONS, topics
from shared.schemas.event import Command, Event
from shared.schemas.registry import EVENTS, TOPICS

BINDING = "0.5.0"

HEADERS = {
    "type": "object",
    "description": "CloudEvents 1.0, binary mode; each value is UTF-8 text",
    "required": ["ce_specversion", "ce_id", "ce_type", "ce_source"],
    "properties": {
        "ce_specversion": {"const": "1.0"},
        "ce_id": {
            "type": "string",
            "minLength": 1,
            "maxLength": 1000,
            "description": "the same in each redelivery; a UUID in what the services send",
        },
        "ce_type": {"type": "string", "pattern": "^backshop\\.[a-z]+\\.[A-Za-z]+\\.v[0-9]+$"},
        "ce_source": {"type": "string", "description": "such as /backshop/orders"},
        "ce_time": {"type": "string", "format": "date-time"},
        "ce_subject": {"type": "string", "description": "the record's key"},
        "ce_sequence": {
            "type": "string",
            "pattern": "^[0-9]+$",
            "description": "grows with each event of one service about one order or SKU; 0 where there is no order",
        },
        "ce_correlationid": {"type": "string", "description": "the first event of the chain"},
        "ce_causationid": {"type": "string", "description": "the event right before this one in the chain"},
        "traceparent": {"type": "string", "description": "W3C trace context"},
        "content-type": {"const": "application/json"},
    },
}


def document() -> dict[str, Any]:
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Backshop",
            "version": "1",
            "description": "The topics of the order back office. Operations are named `<service>.<sends or receives>."
            "<topic>`; other teams may receive every event, and send the commands of `orders.commands`.",
        },
        "defaultContentType": "application/json",
        "channels": {topic: _channel(topic) for topic in TOPICS},
        "operations": _operations(),
        "components": {
            "messages": {type_name: _message(kind) for type_name, kind in sorted(EVENTS.items())},
            "schemas": {"headers": HEADERS},
            "correlationIds": {"chain": {"location": "$message.header#/ce_correlationid"}},
        },
    }


def _channel(topic: str) -> dict[str, Any]:
    configured = next(made.topic_configs for made in topics(replication=1) if made.name == topic)
    kafka = {"cleanup.policy": [configured["cleanup.policy"]]}
    kept = {"retention.ms": int(configured["retention.ms"])} if "retention.ms" in configured else {}
    on_it = sorted(type_name for type_name, kind in EVENTS.items() if kind.topic == topic)
    return {
        "address": topic,
        "messages": {type_name: {"$ref": f"#/components/messages/{type_name}"} for type_name in on_it},
        "bindings": {
            "kafka": {"partitions": PARTITIONS, "topicConfiguration": kafka | kept, "bindingVersion": BINDING}
        },
    }


def _message(kind: type[Event]) -> dict[str, Any]:
    return {
        "name": kind.type_name(),
        "title": kind.__name__,
        "summary": (inspect.getdoc(kind) or "").partition("\n")[0],
        "headers": {"$ref": "#/components/schemas/headers"},
        "correlationId": {"$ref": "#/components/correlationIds/chain"},
        "payload": {"$ref": f"./{file_name(kind)}"},
        "bindings": {"kafka": {"key": {"type": "string", "description": key_of(kind)}, "bindingVersion": BINDING}},
    }


def _operations() -> dict[str, Any]:
    operations: dict[str, Any] = {}
    for service in services():
        announced = [kind for kind in EVENTS.values() if kind.owner == service.name and not issubclass(kind, Command)]
        operations |= _operations_of(service.name, "send", announced)
        operations |= _operations_of(service.name, "receive", service.handlers)
    return operations


def _operations_of(service: str, action: str, kinds: Iterable[type[Event]]) -> dict[str, Any]:
    by_topic = defaultdict(list)
    for kind in kinds:
        by_topic[kind.topic].append(kind.type_name())
    return {
        f"{service}.{action}s.{topic}": {
            "action": action,
            "channel": {"$ref": f"#/channels/{topic}"},
            "tags": [{"name": service}],
            "messages": [{"$ref": f"#/channels/{topic}/messages/{type_name}"} for type_name in sorted(types)],
        }
        for topic, types in sorted(by_topic.items())
    }
