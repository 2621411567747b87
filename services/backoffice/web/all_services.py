"""The five services, each asked the same; and how what they could not read or apply is shown."""

import json
from enum import StrEnum
from typing import Any, NamedTuple

from services.backoffice.web.service_clients import Area, ServiceClients, together

MOST_SHOWN = 100_000
"""Characters of a payload that a page shows."""


class ServiceName(StrEnum):
    ORDERS = "orders"
    BILLING = "billing"
    FULFILMENT = "fulfilment"
    RETURNS = "returns"
    NOTIFIER = "notifier"


class Payload(NamedTuple):
    """`text` is the beginning where it is longer than a page shows; `length` is of all of it."""

    text: str
    is_json: bool
    length: int


async def ask_all(clients: ServiceClients, path: str, **asked: Any) -> dict[str, Area]:
    return await together(**{name.value: clients.area(name, path, **asked) for name in ServiceName})


def payload(value: str) -> Payload:
    """JSON with a line a field, where writing it so loses nothing of what came; else the text as it came."""
    try:
        found = json.loads(value, parse_float=_exact, parse_constant=_not_json, object_pairs_hook=_each_name_once)
        text = json.dumps(found, indent=2, ensure_ascii=False)
        text.encode()  # half of a surrogate pair is JSON, but no text
    except (ValueError, RecursionError):
        return Payload(value[:MOST_SHOWN], False, len(value))
    return Payload(text[:MOST_SHOWN], True, len(text))


def _exact(text: str) -> float:
    if repr(float(text)) != text:
        raise ValueError("would be written otherwise")
    return float(text)


def _not_json(text: str) -> None:
    raise ValueError(f"{text} is not JSON")


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found
