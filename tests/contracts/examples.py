"""The examples of `contracts/events`: a whole record each, written by hand; and whether they follow the schemas."""

import json
from typing import Any

from aiokafka import ConsumerRecord
from jsonschema import Draft202012Validator, FormatChecker

from cli.contracts import CONTRACTS


def example_of(type_name: str) -> dict[str, Any]:
    _, owner, name, version = type_name.split(".")
    path = CONTRACTS / "events" / owner / f"{name}.{version}.example.json"
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def record_of(example: dict[str, Any]) -> ConsumerRecord:
    """As it comes from Kafka."""
    return ConsumerRecord(
        topic=example["topic"],
        partition=0,
        offset=0,
        timestamp=0,
        timestamp_type=0,
        key=example["key"].encode(),
        value=json.dumps(example["value"]).encode(),
        checksum=None,
        serialized_key_size=0,
        serialized_value_size=0,
        headers=[(name, text.encode()) for name, text in example["headers"].items()],
    )


def validate(document: Any, schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(document)
