"""SQL put together from parts that bring their own values: lists whose filters may be given or not."""

import itertools
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Sql(NamedTuple):
    """SQL, or a part of it, with ? for each of its values."""

    text: str
    values: tuple[object, ...] = ()

    def numbered(self) -> str:
        """The text with $1, $2, … for its values, as PostgreSQL takes it."""
        numbers = itertools.count(1)
        return re.sub(r"\?", lambda _: f"${next(numbers)}", self.text)


def joined(parts: Iterable[Sql], by: str) -> Sql:
    parts = list(parts)
    return Sql(by.join(part.text for part in parts), tuple(value for part in parts for value in part.values))


def all_of(conditions: Iterable[Sql]) -> Sql:
    return joined([*conditions] or [Sql("true")], " AND ")


def given(conditions: Mapping[str, object]) -> list[Sql]:
    """The conditions, of one ? each, that have a value; None asks for nothing."""
    return [Sql(condition, (value,)) for condition, value in conditions.items() if value is not None]
