"""Records as other teams wrote and stored them are read for ever."""

from typing import Any

import pytest

from cli.contracts.asyncapi import HEADERS
from cli.contracts.events import key_of, schema_of
from shared.cloudevents import unpack
from shared.schemas.event import Command
from shared.schemas.orders import CommandRejected
from shared.schemas.registry import EVENTS
from tests.contracts.examples import example_of, record_of, validate
from tests.contracts.releases import released

EVERY_TYPE = pytest.mark.parametrize("type_name", sorted(EVENTS.keys() | {type_name for _, type_name, _ in released()}))


@EVERY_TYPE
def test_the_example_is_read_and_says_the_same_when_written_again(type_name: str) -> None:
    example = example_of(type_name)
    read = unpack(record_of(example), frozenset(EVENTS.values()))
    assert read.unreadable is None
    assert read.event
    assert read.event.type_name() == example["headers"]["ce_type"] == type_name
    assert alike(example["value"], read.event.model_dump(mode="json")) == example["value"]


@EVERY_TYPE
def test_the_example_follows_the_schemas(type_name: str) -> None:
    example = example_of(type_name)
    validate(example["value"], schema_of(EVENTS[type_name]))
    validate(example["headers"], HEADERS)


@EVERY_TYPE
def test_the_key_is_the_field_that_the_contract_names(type_name: str) -> None:
    example, kind = example_of(type_name), EVENTS[type_name]
    field = "order_id" if kind is CommandRejected else key_of(kind)
    assert example["key"] == example["value"][field]


@pytest.mark.parametrize("type_name", [name for name, kind in EVENTS.items() if not issubclass(kind, Command)])
def test_a_field_that_readers_do_not_know_is_ignored(type_name: str) -> None:
    example = example_of(type_name)
    newer = example | {"value": example["value"] | {"added_later": {"by": "a newer service"}}}
    wanted = frozenset(EVENTS.values())
    assert unpack(record_of(newer), wanted).event == unpack(record_of(example), wanted).event


def alike(example: Any, facts: Any) -> Any:
    """The facts that the example has; a newer event may have more."""
    if isinstance(example, dict):
        return {name: alike(value, facts[name]) for name, value in example.items()}
    if isinstance(example, list):
        return [alike(value, fact) for value, fact in zip(example, facts, strict=True)]
    return facts
