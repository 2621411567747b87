"""`backshop test`: everything a change must pass."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from deploy.local.settings import REPOSITORY

CHECKS = {
    "format": ["-m", "ruff", "format", "--check", "."],
    "lint": ["-m", "ruff", "check", "."],
    "types": ["-m", "mypy"],
    "import rules": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
}
BROWSER = ["-m", "tests.support.chromium"]
"""Makes sure of Chromium and of the pages' packages, so that no test waits for them."""

SLOWEST = ("--durations=25", "--durations-min=1")
ACCESSIBILITY = "tests/browser/test_accessibility.py"
"""Has a shop of its own: it runs after the other browser tests."""
BROWSER_TESTS = REPOSITORY / "tests" / "browser"
KEPT = ("BACKSHOP_JAVA", "BACKSHOP_POSTGRES_BIN", "BACKSHOP_CACHE", "BACKSHOP_CHROMIUM")


Commands = dict[str, list[str]]
"""The arguments of Python, by the name of what runs."""


class Tier(NamedTuple):
    """What one kind of tests needs; tests/support/tiers.py says which test is of which.

    `arguments` say where they are, so that no other is looked at, unless somebody asks for some of them.
    """

    checks: bool = False
    browser: bool = False
    options: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ("tests",)


TIERS = {
    # A PostgreSQL for each process. In the order of the directories: the back office takes longest, and comes first.
    "fast": Tier(checks=True, options=("-n", "logical", "--dist", "loadfile", "--no-loadscope-reorder")),
    "servers": Tier(
        arguments=(
            "tests/messaging",
            "tests/deploy",
            "tests/contracts/test_readme.py",
            "tests/backoffice/test_check_against_kafka.py",
        )
    ),
    "whole": Tier(arguments=("tests/journeys", "tests/faults", "tests/volume")),
    "browser": Tier(browser=True, arguments=("tests/browser", f"--ignore={ACCESSIBILITY}")),
}

Lane = tuple[str, ...]
SIDE_BY_SIDE: tuple[tuple[Lane, ...], ...] = (
    (("format", "lint", "import rules"), ("browser",)),
    (("fast tests",), ("types",)),
    (("browser tests", "accessibility tests"), ("whole tests",), ("servers tests",)),
)
"""What shares the cores, stage by stage. In each lane one runs after the other; the first is seen as it goes.

The tests of the last stage wait for processes of their own more than they work; with more lanes, shops that stand idle
would take more than is won.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.usage = f"backshop test [{' | '.join(TIERS)}] [PYTEST ARGUMENTS]"
    parser.set_defaults(rest=[])


def run(args: argparse.Namespace) -> int:
    environment = {name: value for name, value in os.environ.items() if is_for_tests(name)}
    for lanes in in_turn(steps(args.rest)):
        if failed := run_at_once(lanes, environment):
            print(f"== {', '.join(failed)} failed", file=sys.stderr)
            return 1
    return 0


def in_turn(commands: Commands) -> Iterator[list[Commands]]:
    """The lanes of each stage, as `SIDE_BY_SIDE` has it, and then what that does not name."""
    rest = dict(commands)
    for stage in SIDE_BY_SIDE:
        lanes = [{name: rest.pop(name) for name in lane if name in rest} for lane in stage]
        if wanted := [lane for lane in lanes if lane]:
            yield wanted
    if rest:
        yield [rest]


def run_at_once(lanes: Sequence[Commands], environment: Mapping[str, str]) -> list[str]:
    """The names of those that failed; the first lane is seen as it goes, what others say once they have ended."""
    print(f"== {', '.join(name for lane in lanes for name in lane)}", flush=True)
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(len(lanes)))
        outputs = [None, *(stack.enter_context(TemporaryFile()) for _ in range(1, len(lanes)))]
        running = [
            pool.submit(_run_in_turn, lane, environment, output) for lane, output in zip(lanes, outputs, strict=True)
        ]
        failed: list[str] = []
        for lane, output in zip(running, outputs, strict=True):
            failed += lane.result()
            if output:
                output.seek(0)
                shutil.copyfileobj(output, sys.stdout.buffer)
    return failed


def _run_in_turn(lane: Commands, environment: Mapping[str, str], output: IO[bytes] | None) -> list[str]:
    """The names of those that failed. Their output goes to this file, or is seen as it goes."""

    def fails(command: list[str]) -> bool:
        started = [sys.executable, *command]
        return bool(subprocess.call(started, cwd=REPOSITORY, env=environment, stdout=output, stderr=output))

    return [name for name, command in lane.items() if fails(command)]


def steps(arguments: Sequence[str]) -> Commands:
    """What runs, by name: the checks and all tests, unless the arguments name a tier or tests."""
    name, *rest = arguments or [""]
    if arguments and name not in TIERS:
        browser = BROWSER if opens_browser(arguments) else None
        return {**CHECKS, **({"browser": browser} if browser else {}), "tests": _pytest(*arguments)}
    tiers = {name: TIERS[name]} if arguments else TIERS
    return {
        **(CHECKS if any(tier.checks for tier in tiers.values()) else {}),
        **({"browser": BROWSER} if any(tier.browser for tier in tiers.values()) else {}),
        **{
            f"{name} tests": _pytest("-m", name, *tier.options, *(rest or tier.arguments))
            for name, tier in tiers.items()
        },
        **({"accessibility tests": _pytest("-m", "browser", ACCESSIBILITY)} if "browser" in tiers and not rest else {}),
    }


def _pytest(*arguments: str) -> list[str]:
    return ["-m", "pytest", *SLOWEST, *arguments]


def is_for_tests(name: str) -> bool:
    """The settings of a shop must not lead the tests to its Kafka and databases."""
    return not name.startswith("BACKSHOP_") or name in KEPT


def opens_browser(arguments: Sequence[str]) -> bool:
    """Whether the tests that pytest is asked for, all when it is asked for none, include those of the browser."""
    paths = [(REPOSITORY / one.partition("::")[0]).resolve() for one in arguments if not one.startswith("-")]
    asked = [path for path in paths if path.exists() or path.is_relative_to(BROWSER_TESTS)]
    return not asked or any(path.is_relative_to(BROWSER_TESTS) or BROWSER_TESTS.is_relative_to(path) for path in asked)
