"""`backshop test`: everything a change must pass."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
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
"""Takes as long as half of the other browser tests, and has a shop of its own: it runs beside them."""
BROWSER_TESTS = REPOSITORY / "tests" / "browser"
KEPT = ("BACKSHOP_JAVA", "BACKSHOP_POSTGRES_BIN", "BACKSHOP_CACHE", "BACKSHOP_CHROMIUM")


class Tier(NamedTuple):
    """What one kind of tests needs; tests/support/tiers.py says which test is of which.

    `arguments` say where they are, so that no other is looked at, unless somebody asks for some of them.
    """

    checks: bool = False
    browser: bool = False
    options: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()


TIERS = {
    # A PostgreSQL for each process. In the order of the directories: the back office takes longest, and comes first.
    "fast": Tier(checks=True, options=("-n", "logical", "--dist", "loadfile", "--no-loadscope-reorder")),
    "servers": Tier(),
    "whole": Tier(),
    "browser": Tier(browser=True, arguments=("tests/browser", f"--ignore={ACCESSIBILITY}")),
}

SIDE_BY_SIDE = (
    ("format", "lint", "import rules", "browser"),
    ("fast tests", "types"),
    ("browser tests", "accessibility tests", "whole tests", "servers tests"),
)
"""What shares the cores, in this order; of each the first is seen as it goes.

The last wait for processes of their own more than they work.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.usage = f"backshop test [{' | '.join(TIERS)}] [PYTEST ARGUMENTS]"
    parser.set_defaults(rest=[])


def run(args: argparse.Namespace) -> int:
    environment = {name: value for name, value in os.environ.items() if is_for_tests(name)}
    for some in in_turn(steps(args.rest)):
        if failed := run_at_once(some, environment):
            print(f"== {', '.join(failed)} failed", file=sys.stderr)
            return 1
    return 0


def in_turn(commands: dict[str, list[str]]) -> Iterator[dict[str, list[str]]]:
    """What runs at once, one after the other: as `SIDE_BY_SIDE` has it, and then what that does not name."""
    named = [{name: commands[name] for name in some if name in commands} for some in SIDE_BY_SIDE]
    rest = {name: command for name, command in commands.items() if not any(name in some for some in named)}
    yield from filter(None, (*named, rest))


def run_at_once(commands: dict[str, list[str]], environment: dict[str, str]) -> list[str]:
    """The names of those that failed; the first is seen as it goes, what the others say once they have ended."""
    print(f"== {', '.join(commands)}", flush=True)
    with ExitStack() as stack:
        outputs = [None, *(stack.enter_context(TemporaryFile()) for _ in range(1, len(commands)))]
        running = {
            name: stack.enter_context(_start(command, environment, output))
            for (name, command), output in zip(commands.items(), outputs, strict=True)
        }
        for process, output in zip(running.values(), outputs, strict=True):
            process.wait()
            if output:
                output.seek(0)
                shutil.copyfileobj(output, sys.stdout.buffer)
    return [name for name, process in running.items() if process.returncode]


def _start(command: list[str], environment: dict[str, str], output: IO[bytes] | None) -> subprocess.Popen[bytes]:
    """Its output goes to this file, or is seen as it goes."""
    return subprocess.Popen([sys.executable, *command], cwd=REPOSITORY, env=environment, stdout=output, stderr=output)


def steps(arguments: Sequence[str]) -> dict[str, list[str]]:
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
