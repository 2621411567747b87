"""Lists in pages, and the connection that queries read from."""

import base64
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar, overload
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import BaseModel, TypeAdapter

from shared.postgres.tx import Tx
from shared.refused import Refused

Item = TypeVar("Item")
First = TypeVar("First", str, int, UUID, datetime)
Second = TypeVar("Second", str, int, UUID, datetime)

MOST_DIGITS = 18
"""A number of a cursor fits the database's bigint."""


class BadCursor(Refused):
    type = "bad-cursor"
    status = 422


class Page(BaseModel, Generic[Item]):
    """Part of a list; `next` is what to send as `after` for the next part, null at the end."""

    items: list[Item]
    next: str | None = None


async def reading(request: Request) -> AsyncIterator[Tx]:
    """A route's dependency: a connection for queries."""
    async with request.app.state.database.reading() as tx:
        yield tx


Reading = Annotated[Tx, Depends(reading)]
Limit = Annotated[int, Query(ge=1, le=200)]
After = Annotated[str | None, Query(max_length=2000, description="`next` of the page before")]


def page(found: Sequence[Item], limit: int, *, by: Callable[[Item], Any]) -> Page[Item]:
    """The first `limit` of what was found; one more was asked for, to tell whether there is a next page.

    `by` tells the place of an item in the list's order: a value, or a tuple of them.
    """
    items = list(found[:limit])
    return Page(items=items, next=_cursor_of(by(items[-1])) if len(found) > limit else None)


def cursor(*place: Any) -> str:
    """An opaque cursor for the place of a page's last item in the list's order."""
    return base64.urlsafe_b64encode(_PARTS.dump_json([str(part) for part in place])).decode()


@overload
def read_cursor(text: str, first: type[First], /) -> First: ...
@overload
def read_cursor(text: str, first: type[First], second: type[Second], /) -> tuple[First, Second]: ...
def read_cursor(text: str, /, *kinds: type[Any]) -> Any:
    """The place a cursor stands for, its parts of these types; refuses what `cursor` did not make."""
    try:
        parts = _PARTS.validate_json(base64.b64decode(text, altchars=b"-_", validate=True))
        place = tuple(_READ[kind](part) for kind, part in zip(kinds, parts, strict=True))
    except (ValueError, OverflowError) as error:
        raise BadCursor(_REFUSAL) from error
    # Other spellings of the same place, such as a time with another offset, are not what `cursor` writes.
    if any(str(value) != part for value, part in zip(place, parts, strict=True)):
        raise BadCursor(_REFUSAL)
    return place if len(place) > 1 else place[0]


def _cursor_of(place: Any) -> str:
    return cursor(*place) if isinstance(place, tuple) else cursor(place)


def _text(part: str) -> str:
    if not part.isprintable():
        raise ValueError("not printable")
    return part


def _number(part: str) -> int:
    if not (part.isascii() and part.isdecimal()) or len(part) > MOST_DIGITS:
        raise ValueError("not a number")
    return int(part)


def _instant(part: str) -> datetime:
    return datetime.fromisoformat(part).astimezone(UTC)


_REFUSAL = "the cursor is not one that this list gave"
_PARTS = TypeAdapter(list[str])
_READ: dict[type[Any], Callable[[str], Any]] = {str: _text, int: _number, UUID: UUID, datetime: _instant}
