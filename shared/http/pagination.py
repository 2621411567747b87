"""Lists in pages, and the connection that queries read from."""

import base64
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field, TypeAdapter

from shared.refused import Refused
from shared.schemas.values import is_one_line
from shared.stored import Unreadable
from shared.transaction import Queries

Item = TypeVar("Item")
Place = TypeVar("Place")

MOST_ITEMS = 200

MOST_DIGITS = 18
"""A number of a cursor fits the database's bigint."""


class BadCursor(Refused):
    type = "bad-cursor"
    status = 422


class UnreadableRow(BaseModel):
    """A row of the list that cannot be shown; `backshop check` names all there are."""

    row: str
    why: str


class Page(BaseModel, Generic[Item]):
    """Part of a list; `next` is what to send as `after` for the next part, null at the end.

    `unreadable` are rows of this part that cannot be shown; it is left out where there are none.
    """

    items: list[Item]
    next: str | None = None
    unreadable: list[UnreadableRow] = Field(default=[], exclude_if=lambda rows: not rows)


async def reading(request: Request) -> AsyncIterator[Queries]:
    """A route's dependency: a connection for queries."""
    async with request.app.state.database.reading() as queries:
        yield queries


Reading = Annotated[Queries, Depends(reading)]


@dataclass(frozen=True)
class Paging(Generic[Place]):
    """Which page of a list is asked for; `kinds` are the types of a place in the list's order."""

    cursor: str | None
    kinds: tuple[type[Any], ...]
    limit: int

    @property
    def after(self) -> Place | None:
        """The place of the last item before the page, None for the first page. Raises BadCursor."""
        place: Place | None = read_cursor(self.cursor, *self.kinds) if self.cursor else None
        return place

    @property
    def fetch(self) -> int:
        """How many items to fetch: one more than the page has tells whether there is a next one."""
        return self.limit + 1

    def page(self, found: Sequence[Item | Unreadable], *, by: Callable[[Item], Any]) -> Page[Item]:
        """The page of what was fetched. `by` tells an item's place in the list's order: a value, or a tuple of them."""
        rows = found[: self.limit]
        last = rows[-1] if len(found) > self.limit else None
        place = last.place if isinstance(last, Unreadable) else last and by(last)
        return Page(
            items=[row for row in rows if not isinstance(row, Unreadable)],
            next=None if last is None else _cursor_of(place),
            unreadable=[UnreadableRow(row=row.row, why=row.why) for row in rows if isinstance(row, Unreadable)],
        )


def paged_by(*kinds: type[Any], limit: int = 50) -> Any:
    """A route's dependency: the page asked for, of a list whose order is told by values of these types."""

    async def paging(
        after: Annotated[str | None, Query(max_length=2000, description="`next` of the page before")] = None,
        limit: Annotated[int, Query(ge=1, le=MOST_ITEMS)] = limit,
    ) -> Paging[Any]:
        return Paging(after, kinds, limit)

    return Depends(paging)


def cursor(*place: Any) -> str:
    """An opaque cursor for the place of a page's last item in the list's order."""
    return base64.urlsafe_b64encode(_PARTS.dump_json([str(part) for part in place])).decode()


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
    if not is_one_line(part):
        raise ValueError("not a line of text")
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
