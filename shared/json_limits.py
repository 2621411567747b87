"""How much JSON is read: how deep it is nested, of how many values, told in linear time before it is parsed."""

import json
import re
from collections import Counter
from typing import Annotated, TypeVar

from pydantic import FailFast

MOST_DEPTH = 32
MOST_VALUES = 100_000
"""Five thousand products have about half of that."""
MOST_NAMES = 200
"""Of one object: each name that is not known may become an error of its own."""

_LOOK_CLOSER = 16_384
_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_STRUCTURE = b"[]{},"
_BESIDE = bytes(set(range(256)) - set(_STRUCTURE))

Item = TypeVar("Item")
Many = Annotated[tuple[Item, ...], FailFast()]
"""As many as there are; reading stops at the first that is wrong, as a hundred thousand may be."""


def too_much(text: bytes) -> str | None:
    """What is too much about it; None where nothing is, whether it is JSON or not, as long as it is not UTF-16."""
    opened = text.count(b"{") + text.count(b"[")
    if opened <= MOST_DEPTH and len(text) <= _LOOK_CLOSER:
        return None
    if text.count(b",") > 2 * MOST_VALUES or opened > 2 * MOST_VALUES:  # some may stand in texts
        return _MANY
    structure = _STRINGS.sub(b"", text).translate(None, _BESIDE)
    return _MANY if len(structure) > 3 * MOST_VALUES else _of_structure(structure)


def is_other_than_utf8(text: bytes) -> bool:
    """JSON in UTF-16 or UTF-32, which Python reads too: every second byte of it is zero, which none of UTF-8 is."""
    return b"\0" in text


def repeated_name(text: bytes) -> str | None:
    """A name that stands twice in one object, of which a reader would take the last; None also where it is no JSON."""
    try:
        json.loads(text, object_pairs_hook=_each_name_once)
    except _Repeated as repeated:
        return str(repeated)
    except ValueError:
        return None
    return None


class _Repeated(ValueError):
    pass


def _each_name_once(pairs: list[tuple[str, object]]) -> None:
    if len(dict(pairs)) < len(pairs):
        counted = Counter(name for name, _ in pairs)
        raise _Repeated(next(name for name, times in counted.items() if times > 1)[:100])


def _of_structure(structure: bytes) -> str | None:
    commas = [0]  # of each array or object that is open; of arrays they are not counted
    for byte in structure:
        if byte == _COMMA:
            commas[-1] += 1
            if commas[-1] >= MOST_NAMES:
                return f"an object has at most {MOST_NAMES} names"
        elif byte in (_BEGIN_OBJECT, _BEGIN_ARRAY):
            if len(commas) > MOST_DEPTH:
                return f"JSON is nested at most {MOST_DEPTH} deep"
            commas.append(0 if byte == _BEGIN_OBJECT else -MOST_VALUES * 4)
        elif len(commas) > 1:
            commas.pop()
    return None


_MANY = f"JSON has at most {MOST_VALUES} values"
_COMMA, _BEGIN_OBJECT, _BEGIN_ARRAY = b",{["
