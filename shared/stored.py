"""Reading back what was stored as JSON: by the contract, or where that has become stricter since, by its shape alone.

Rules are for the door. A row that was accepted once is shown, whatever is refused now; only one that nothing can be
made of is unreadable, and then it is named and its neighbours are served.
"""

from collections.abc import Callable, Iterable
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

import asyncpg
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import from_json

from shared.refused import Refused

T = TypeVar("T")


class Unreadable(Refused):
    """A row that cannot be read: `row` names it, `place` is where it stands in its list. Its content is not told."""

    type = "unreadable"

    def __init__(self, row: str, why: str, *, place: Any = None) -> None:
        super().__init__(f"{row} cannot be read: {why}")
        self.row = row
        self.why = why
        self.place = place


class Stored(Generic[T]):
    """What is stored as JSON of this type."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind
        self._adapter: TypeAdapter[T] = TypeAdapter(kind)

    def read(self, json: str, row: str, *, place: Any = None) -> T:
        """Raises Unreadable; `row` and `place` are what it says of the row."""
        try:
            return self._adapter.validate_json(json)
        except ValidationError:
            pass
        try:
            shaped: T = _shaped(self._kind, from_json(json))
        except (ValidationError, ValueError, TypeError) as error:
            raise Unreadable(row, _why(error), place=place) from error
        return shaped


def each_readable(rows: Iterable[asyncpg.Record], read: Callable[[asyncpg.Record], T]) -> list[T | Unreadable]:
    """Every row of a list, or why it cannot be read."""
    found: list[T | Unreadable] = []
    for row in rows:
        try:
            found.append(read(row))
        except Unreadable as unreadable:
            found.append(unreadable)
    return found


def _shaped(kind: Any, value: Any) -> Any:
    """The value in the type's shape, without the rules that the contract adds to it."""
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _shaped(args[0], value)
    if origin in (Union, UnionType):
        if value is None and NoneType in args:
            return None
        return _shaped(next(arg for arg in args if arg is not NoneType), value)
    if origin in (tuple, list):
        return origin(_shaped(args[0], one) for one in _checked(list, value))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _model(kind, _checked(dict, value))
    return _plain(kind).validate_python(value)


def _model(kind: type[BaseModel], value: dict[str, Any]) -> BaseModel:
    given = {}
    for name, field in kind.model_fields.items():
        if name in value:
            given[name] = _shaped(field.annotation, value[name])
        elif field.is_required():
            raise ValueError(f"{name} is missing")
    return kind.model_construct(**given)


def _checked(kind: type, value: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"a {kind.__name__} is expected")
    return value


@cache
def _plain(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _why(error: Exception) -> str:
    """In a few words, without the content."""
    if isinstance(error, ValidationError):
        return error.errors(include_input=False, include_url=False)[0]["msg"]
    return str(error)
