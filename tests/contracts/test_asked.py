"""What is asked for is refused with a field that is not known, at every depth; what is told may have more fields."""

from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from cli.contracts.http import documents
from shared.schemas.event import Asked, Command, Event
from shared.schemas.orders import OrderPlaced
from shared.schemas.registry import EVENTS
from tests.support.orders import placed

COMMANDS = [kind for kind in EVENTS.values() if issubclass(kind, Command)]
FACTS = [kind for kind in EVENTS.values() if not issubclass(kind, Command)]


def objects(schema: Any, definitions: dict[str, Any], seen: set[str] | None = None) -> Iterator[tuple[str, Any]]:
    """Each object with fields that a value of this schema consists of, by its name."""
    seen = set() if seen is None else seen
    if isinstance(schema, list):
        for one in schema:
            yield from objects(one, definitions, seen)
    if not isinstance(schema, dict):
        return
    if "$ref" in schema and (name := schema["$ref"].rpartition("/")[2]) not in seen:
        seen.add(name)
        yield from objects(definitions[name], definitions, seen)
    if "properties" in schema:
        yield schema.get("title", ""), schema
        yield from objects(list(schema["properties"].values()), definitions, seen)
    yield from objects([schema.get(part) for part in ("anyOf", "allOf", "oneOf", "items")], definitions, seen)


def bodies() -> Iterator[tuple[str, Any, dict[str, Any]]]:
    for document in documents().values():
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                for content in operation.get("requestBody", {}).get("content", {}).values():
                    yield f"{method} {path}", content["schema"], document["components"]["schemas"]


def test_no_body_of_a_request_takes_fields_that_are_not_known() -> None:
    loose = {
        f"{operation}: {name}"
        for operation, schema, definitions in bodies()
        for name, one in objects(schema, definitions)
        if one.get("additionalProperties") is not False
    }
    assert loose == set()
    assert len(list(bodies())) > 10


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_takes_fields_that_are_not_known(command: type[Event]) -> None:
    schema = command.model_json_schema()
    loose = [name for name, one in objects(schema, schema.get("$defs", {})) if "additionalProperties" not in one]
    assert loose == []


def kinds_of(kind: type[Asked]) -> Iterator[type[Asked]]:
    for one in kind.__subclasses__():
        yield one
        yield from kinds_of(one)


def is_taken_for_another(value: Any, field: FieldInfo) -> bool:
    try:
        read = TypeAdapter(Annotated[field.annotation, field]).validate_python(value)
    except ValidationError:
        return False
    return type(read) is not type(value)


def test_what_is_asked_for_takes_no_word_for_true_and_no_true_for_a_number() -> None:
    assert documents()  # all that is asked for has been read
    taken = {
        f"{kind.__name__}.{name}: {value!r}"
        for kind in kinds_of(Asked)
        if not kind.__name__.endswith("View")
        for name, field in kind.model_fields.items()
        for value in ("yes", "false", 1, True)
        if is_taken_for_another(value, field)
    }
    assert taken == set()


@pytest.mark.parametrize("event", FACTS)
def test_every_event_is_read_with_fields_that_are_not_known(event: type[Event]) -> None:
    schema = event.model_json_schema()
    strict = [name for name, one in objects(schema, schema.get("$defs", {})) if "additionalProperties" in one]
    assert strict == []


def test_an_event_with_a_later_field_is_read_as_it_is_without() -> None:
    order = placed()
    later = order.model_dump(mode="json")
    later["customer"]["billing_address"]["floor"] = later["customer"]["vip"] = later["later"] = "1"
    assert OrderPlaced.model_validate(later) == order
