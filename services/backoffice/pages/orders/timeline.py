"""The history of an order as people read it: by days, with what the services did among themselves folded."""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import NamedTuple

from services.backoffice.web.service_clients import Json

TECHNICAL = frozenset(
    {
        "hold_effective",
        "slip_created",
        "slip_ready",
        "nothing_to_ship",
        "slips_voided",
        "nothing_to_credit",
        "cancellation_settled",
    }
)
"""Actions that follow by themselves from one that is told beside them."""


class Step(NamedTuple):
    entries: tuple[Json, ...]
    folded: bool


class Day(NamedTuple):
    name: str
    steps: tuple[Step, ...]


def timeline(entries: Iterable[Json], day_of: Callable[[str], str]) -> list[Day]:
    """The oldest first. `day_of` gives the day of a moment, in the reader's words."""
    days = groupby(entries, key=lambda entry: day_of(entry["at"]))
    return [Day(name, tuple(_steps(of_day))) for name, of_day in days]


def _steps(entries: Iterable[Json]) -> Iterable[Step]:
    """Technical entries that follow each other are one step, and so is each of the others."""
    for folded, some in groupby(entries, key=lambda entry: entry["action"] in TECHNICAL):
        if folded:
            yield Step(tuple(some), folded=True)
        else:
            yield from (Step((entry,), folded=False) for entry in some)
