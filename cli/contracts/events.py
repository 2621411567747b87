"""Every event and command as a JSON Schema."""

import inspect
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from shared.schemas.event import Event
from shared.schemas.fulfilment import ReservationEvent
from shared.schemas.orders import CommandRejected
from shared.schemas.registry import EVENTS
from shared.schemas.withdrawals import WithdrawalReceived

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BODY = ("type", "required", "properties", "additionalProperties", "$defs")


class _WithoutTitles(GenerateJsonSchema):
    """A field's name says it; pydantic would repeat it as a title."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def documents() -> dict[str, dict[str, Any]]:
    return {file_name(kind): schema_of(kind) for kind in EVENTS.values()}


def schemas() -> dict[str, dict[str, Any]]:
    """By CloudEvents type."""
    return {type_name: schema_of(kind) for type_name, kind in sorted(EVENTS.items())}


def file_name(kind: type[Event]) -> str:
    return f"events/{kind.owner}/{kind.contract()}.v{kind.version}.json"


def schema_of(kind: type[Event]) -> dict[str, Any]:
    head = {
        "$schema": DIALECT,
        "$id": f"urn:{kind.type_name().replace('.', ':')}",
        "title": kind.type_name(),
        "description": inspect.getdoc(kind),
        "x-topic": kind.topic,
        "x-key": key_of(kind),
    }
    body = kind.model_json_schema(schema_generator=_WithoutTitles)
    return head | {name: body[name] for name in _BODY if name in body}


def key_of(kind: type[Event]) -> str:
    """Which field is the record's key."""
    if kind is CommandRejected:
        return "order_id, or command_id where order_id is null"
    if issubclass(kind, ReservationEvent):
        return "reservation_id"
    if kind is WithdrawalReceived:
        return "withdrawal_id"
    return next(name for name in ("quote_id", "order_id", "customer_id", "sku") if name in kind.model_fields)
