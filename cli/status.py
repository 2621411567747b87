"""`backshop status`: a line for each process of the shop that is up."""

import argparse
import asyncio
from collections.abc import Iterator, Sequence

from cli.results import add_json_argument, write_json
from deploy.columns import aligned
from deploy.local.observe import Observation, observe, told_together
from deploy.local.settings import LocalSettings
from deploy.local.state import State
from deploy.problem import Problem

COLUMNS = ("process", "pid", "ready", "memory_mb", "lag", "outbox_age_s", "parked", "dead_letters")

OLD_S = 2
"""A lag that is older is shown with its age: Kafka does not answer since."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_json_argument(parser)


def run(args: argparse.Namespace) -> int:
    settings = LocalSettings()
    record = State(settings.state).read()
    observations = asyncio.run(observe(settings, record.processes)) if record else []
    all_ready = bool(observations) and all(one.ready for one in observations)
    processes = [one.model_dump(mode="json") for one in observations]
    write_json(args.json, {"ready": all_ready, "processes": processes})
    if not observations:
        raise Problem("no shop is up; `backshop up` starts it")
    for line in aligned([COLUMNS, *([_cell(one, column) for column in COLUMNS] for one in observations)]):
        print(line)
    for line in told_together({one.process: one.waiting for one in observations}):
        print(line)
    for line in _skipped(observations):
        print(line)
    return 0 if all_ready and not any(one.waiting for one in observations) else 1


def _skipped(observations: Sequence[Observation]) -> Iterator[str]:
    """Nothing is wrong with that, unless the type is one that a newer version of the service applies."""
    for one in observations:
        for type_name, records in one.skipped.items():
            yield f"{one.process} skipped {records} of {type_name}, which it does not know"


def _cell(one: Observation, column: str) -> str:
    value = getattr(one, column)
    if column == "lag" and value is not None and (one.lag_age_s or 0) >= OLD_S:
        return f"{value}, {one.lag_age_s:.0f} s ago"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else str(value)
