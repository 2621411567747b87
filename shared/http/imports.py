"""What is brought over from elsewhere may say when it happened; only an import has the right to."""

from datetime import datetime

from shared.clock import now
from shared.http.access import Caller, NotAllowed
from shared.schemas.dates import LATEST_ARRIVAL, Happened, is_antedated
from shared.schemas.event import Asked
from shared.scopes import IMPORT


class BroughtOver(Asked):
    """What an import may say of a command: `occurred_at` is when it happened there, with a right of its own."""

    occurred_at: Happened | None = None


def refuse_antedated(caller: Caller, at: datetime | None) -> None:
    """Raises NotAllowed where something is said to have been long ago by who may not bring over what was."""
    if is_antedated(at, now()) and IMPORT not in caller.scopes:
        raise NotAllowed(
            f"{at} is more than {LATEST_ARRIVAL.days} days ago, as only what is brought over from elsewhere may be:"
            f" the token lacks the scope {IMPORT}"
        )


def told_by_import(caller: Caller, body: BroughtOver | None) -> datetime | None:
    """When it happened, None where nothing is said of that and it happens now. Raises NotAllowed."""
    occurred_at = body.occurred_at if body else None
    if occurred_at and IMPORT not in caller.scopes:
        raise NotAllowed(f"occurred_at is for what is brought over from elsewhere: the token lacks the scope {IMPORT}")
    return occurred_at
