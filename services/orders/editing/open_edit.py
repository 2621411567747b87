"""An edit that somebody has open: a notice for others, which keeps nobody out, as the order's version decides."""

from datetime import datetime, timedelta
from typing import NamedTuple

OPEN_FOR = timedelta(minutes=10)
"""So long without the page being read or sent, and it counts as left."""


class OpenEdit(NamedTuple):
    """Of an order there is one. `renewed_at` is when whoever has it open was last heard of."""

    by: str
    opened_at: datetime
    renewed_at: datetime

    @property
    def expires_at(self) -> datetime:
        return self.renewed_at + OPEN_FOR


def opened(before: OpenEdit | None, *, by: str, at: datetime, take_over: bool) -> OpenEdit:
    """As it is once `by` has opened the order, or works on: theirs, or still another's where that is not over."""
    if before is None or before.expires_at <= at:
        return OpenEdit(by, at, at)
    if before.by == by:
        return before._replace(renewed_at=at)
    return OpenEdit(by, at, at) if take_over else before
