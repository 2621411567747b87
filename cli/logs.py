"""`backshop logs`: what a service, or a part of the local stack, wrote."""

import argparse
import contextlib
import time
from pathlib import Path

from deploy.local.settings import LocalSettings
from deploy.problem import Problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", help="orders, billing-2, kafka, postgres, mailbox, supervisor, ...")
    parser.add_argument("-f", "--follow", action="store_true", help="go on showing new lines")
    parser.add_argument("-n", "--lines", type=int, default=100, help="lines to begin with (100)")


def run(args: argparse.Namespace) -> int:
    logs = _logs(LocalSettings().logs, args.service)
    with contextlib.ExitStack() as stack:
        files = {log.stem: stack.enter_context(log.open(errors="replace")) for log in logs}
        for name, file in files.items():
            _show(name if len(files) > 1 else None, file.readlines()[-args.lines :])
        while args.follow:
            time.sleep(0.2)  # a file does not tell that it has grown
            for name, file in files.items():
                _show(name if len(files) > 1 else None, file.readlines())
    return 0


def _logs(directory: Path, service: str) -> list[Path]:
    """Of a service with replicas, all of them."""
    logs = sorted([*directory.glob(f"{service}.log"), *directory.glob(f"{service}-[0-9]*.log")])
    if not logs:
        there = ", ".join(sorted(log.stem for log in directory.glob("*.log"))) or "none"
        raise Problem(f"there is no log of {service}; there are: {there}")
    return logs


def _show(name: str | None, lines: list[str]) -> None:
    for line in lines:
        print(f"{name}: {line}" if name else line, end="", flush=True)
