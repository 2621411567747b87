"""Lists in pages, and the connection that queries read from."""

import base64
import binascii
import json
from collections.abc import AsyncIterator
from typing import Any, Generic, TypeVar

from fastapi import Request
from pydantic import BaseModel

from shared.postgres.tx import Tx
from shared.refused import Refused

Item = TypeVar("Item")


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


def cursor(*place: Any) -> str:
    """An opaque cursor for the place of a page's last item in the list's order."""
    return base64.urlsafe_b64encode(json.dumps([str(part) for part in place]).encode()).decode()


def after_cursor(text: str, parts: int) -> list[str]:
    """The place a cursor stands for; refuses what `cursor` did not make."""
    try:
        place = json.loads(base64.urlsafe_b64decode(text.encode()))
    except (binascii.Error, UnicodeError, ValueError) as error:
        raise BadCursor("the cursor is not one that this list gave") from error
    if (
        not isinstance(place, list)
        or len(place) != parts
        or not all(isinstance(part, str) and part.isprintable() for part in place)
    ):
        raise BadCursor("the cursor is not one that this list gave")
    return place
