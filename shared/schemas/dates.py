"""When something happened, as others say: not in the future, and not before there was anything to sell online."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator

from shared import clock
from shared.refused import Refused
from shared.schemas.values import Instant

CLOCKS_MAY_DIFFER = timedelta(minutes=5)
LATEST_ARRIVAL = timedelta(days=30)
"""So long a storefront may keep orders while the shop is out of reach."""
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


class WrongDate(Refused):
    type = "wrong-date"
    status = 422


def why_impossible(at: datetime, now: datetime) -> str | None:
    """Why nothing can have happened then; None where it can."""
    if at > now + CLOCKS_MAY_DIFFER:
        return f"is in the future; it is {now.isoformat()}"
    if at < EARLIEST:
        return f"is before {EARLIEST.year}"
    return None


def is_antedated(at: datetime | None, now: datetime) -> bool:
    """Whether it is so old that only what is brought over from elsewhere may be."""
    return at is not None and at < now - LATEST_ARRIVAL


def _happened(at: datetime) -> datetime:
    if why := why_impossible(at, clock.now()):
        raise ValueError(f"{at.isoformat()} {why}")
    return at


Happened = Annotated[Instant, AfterValidator(_happened)]
"""A moment of which a caller says that something happened then: paid, shipped, received. For what comes from outside;
what is stored or announced is an Instant, as it may be read by a clock that is late."""
