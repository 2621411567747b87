"""What a service could not read or apply, as the page of a record shows it."""

import json
from typing import Any, NamedTuple

from shared.json_limits import too_much

MOST_SHOWN = 100_000
"""Characters of a payload that a page shows."""
MOST_ARRANGED = 50_000
"""Characters of JSON that is arranged: an order of 150 lines."""


class Payload(NamedTuple):
    """`text` is the beginning where it is longer than a page shows; `length` is of all of it."""

    text: str
    is_json: bool
    length: int


def payload(value: str) -> Payload:
    """JSON with a line a field, where writing it so loses nothing of what came and is soon done; else as it came."""
    if len(value) > MOST_ARRANGED or too_much(value.encode(errors="replace")):
        return Payload(value[:MOST_SHOWN], False, len(value))
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
