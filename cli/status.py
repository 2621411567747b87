"""`backshop status`: a line for each process of the shop that is up."""

import argparse
import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

from deploy.local.observe import Observation, observe
from deploy.local.settings import LocalSettings
from deploy.local.state import State
from deploy.problem import Problem

COLUMNS = ("process", "pid", "ready", "memory_mb", "lag", "outbox_age_s", "parked", "dead_letters")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", type=Path, metavar="FILE", help="write it here too")


def run(args: argparse.Namespace) -> int:
    settings = LocalSettings()
    record = State(settings.state).read()
    observations = asyncio.run(observe(settings, record.processes)) if record else []
    all_ready = bool(observations) and all(one.ready for one in observations)
    if args.json:
        processes = [one.model_dump(mode="json") for one in observations]
        args.json.write_text(json.dumps({"ready": all_ready, "processes": processes}, indent=2) + "\n")
    if not observations:
        raise Problem("no shop is up; `backshop up` starts it")
    _print_table([COLUMNS, *([_cell(one, column) for column in COLUMNS] for one in observations)])
    return 0 if all_ready else 1


def _cell(one: Observation, column: str) -> str:
    value = getattr(one, column)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else str(value)


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
