"""What may change in a contract within its version, and what needs a new one."""

from enum import StrEnum
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field, create_model

from shared.schemas.event import Contract
from shared.schemas.money import Amount, PositiveOrZero
from tests.contracts.compatibility import breaks


class Colour(StrEnum):
    GREEN = "green"
    RED = "red"


class MoreColours(StrEnum):
    GREEN = "green"
    RED = "red"
    GREY = "grey"


class Line(Contract):
    sku: str
    quantity: int


class LineWithTitle(Line):
    title: str | None = None


class LineOfText(Contract):
    sku: str
    quantity: str


SAFE = {
    "nothing": ((str, ...), (str, ...)),
    "an optional field more": (None, (str | None, None)),
    "an optional field less": ((str | None, None), None),
    "another description": (Annotated[str, Field(description="old")], Annotated[str, Field(description="new")]),
    "an optional field more in a line": ((tuple[Line, ...], ...), (tuple[LineWithTitle, ...], ...)),
    "a name for a type": ((Literal["green", "red"], ...), (Colour, ...)),
}

READERS_BREAK = {
    "a required field less": ((str, ...), None, "field may be missing"),
    "a required field made optional": ((str, ...), (str, ""), "field may be missing"),
    "null where there was none": ((str, ...), (str | None, ...), "field: type is null"),
    "a value more": ((Colour, ...), (MoreColours, ...), "field: enum is"),
    "a higher limit": (Annotated[int, Field(le=10)], Annotated[int, Field(le=20)], "field: maximum is 20"),
    "no limit": (Annotated[str, Field(max_length=10)], (str, ...), "field: maxLength is None"),
}

WRITERS_BREAK = {
    "a required field more": (None, (str, ...), "field may be missing"),
    "an optional field made required": ((str | None, None), (str | None, ...), "field may be missing"),
    "a value less": ((MoreColours, ...), (Colour, ...), "field: enum is"),
    "a lower limit": (Annotated[int, Field(le=20)], Annotated[int, Field(le=10)], "field: maximum is 20"),
    "a limit": ((str, ...), Annotated[str, Field(min_length=1)], "field: minLength is None"),
    "null no more": ((str | None, ...), (str, ...), "field: type is null"),
    "a pattern": ((str, ...), Annotated[str, Field(pattern="^[A-Z]$")], "field: pattern is None"),
    "a format": ((str, ...), (Amount, ...), "field: pattern is None"),
}

BOTH_BREAK = {
    "another type": ((int, ...), (str, ...), "field: type is"),
    "another type in a line": ((tuple[Line, ...], ...), (tuple[LineOfText, ...], ...), "field[].quantity: type is"),
    "one instead of many": ((tuple[Line, ...], ...), (Line, ...), "field: type is"),
    "another pattern": ((PositiveOrZero, ...), (Amount, ...), "field: pattern is"),
    "another default": ((int, 1), (int, 2), "field: the default is"),
}

READERS, WRITERS = "not readable by older readers", "not readable now"


@pytest.mark.parametrize(("old", "new"), SAFE.values(), ids=SAFE)
def test_may_change(old: object, new: object) -> None:
    assert breaks(_schema(old), _schema(new), is_command=False) == []


@pytest.mark.parametrize(("old", "new", "reason"), READERS_BREAK.values(), ids=READERS_BREAK)
def test_breaks_older_readers(old: object, new: object, reason: str) -> None:
    (found,) = breaks(_schema(old), _schema(new), is_command=False)
    assert READERS in found
    assert reason in found


@pytest.mark.parametrize(("old", "new", "reason"), WRITERS_BREAK.values(), ids=WRITERS_BREAK)
def test_breaks_reading_what_is_stored(old: object, new: object, reason: str) -> None:
    (found,) = breaks(_schema(old), _schema(new), is_command=False)
    assert WRITERS in found
    assert reason in found


@pytest.mark.parametrize(("old", "new", "reason"), BOTH_BREAK.values(), ids=BOTH_BREAK)
def test_breaks_both(old: object, new: object, reason: str) -> None:
    found = breaks(_schema(old), _schema(new), is_command=False)
    assert [WRITERS in found[0], READERS in found[1]] == [True, True]
    assert all(reason in each for each in found)


@pytest.mark.parametrize(("old", "new", "reason"), READERS_BREAK.values(), ids=READERS_BREAK)
def test_a_command_may_come_to_accept_more(old: object, new: object, reason: str) -> None:
    assert breaks(_schema(old), _schema(new), is_command=True) == []


@pytest.mark.parametrize(("old", "new", "reason"), WRITERS_BREAK.values(), ids=WRITERS_BREAK)
def test_a_command_may_not_come_to_accept_less(old: object, new: object, reason: str) -> None:
    assert len(breaks(_schema(old), _schema(new), is_command=True)) == 1


@pytest.mark.parametrize("mark", ["x-topic", "x-key"])
def test_an_event_does_not_move_to_another_topic_or_key(mark: str) -> None:
    old, new = _schema((str, ...)) | {mark: "sku"}, _schema((str, ...)) | {mark: "order_id"}
    assert len(breaks(old, new, is_command=False)) == 2


def _schema(field: object) -> dict[str, object]:
    """Of an event with one field, made from its type alone or its type and default, and one that stays."""
    fields = {} if field is None else {"field": field if isinstance(field, tuple) else (field, ...)}
    model: type[BaseModel] = create_model("Event", __base__=Contract, order_id=(str, ...), **fields)  # type: ignore[call-overload]
    return model.model_json_schema()
