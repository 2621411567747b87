"""`backshop test`: everything a change must pass."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import NamedTuple

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
BROWSER_TESTS = REPOSITORY / "tests" / "browser"
KEPT = ("BACKSHOP_JAVA", "BACKSHOP_POSTGRES_BIN", "BACKSHOP_CACHE", "BACKSHOP_CHROMIUM")


class Tier(NamedTuple):
    """What one kind of tests needs; tests/support/tiers.py says which test is of which."""

    checks: bool = False
    browser: bool = False
    options: tuple[str, ...] = ()


TIERS = {
    "fast": Tier(checks=True, options=("-n", "logical", "--dist", "loadfile")),  # a PostgreSQL for each process
    "whole": Tier(),
    "browser": Tier(browser=True),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.usage = f"backshop test [{' | '.join(TIERS)}] [PYTEST ARGUMENTS]"
    parser.set_defaults(rest=[])


def run(args: argparse.Namespace) -> int:
    environment = {name: value for name, value in os.environ.items() if is_for_tests(name)}
    for name, command in steps(args.rest).items():
        print(f"== {name}", flush=True)
        code = subprocess.run([sys.executable, *command], cwd=REPOSITORY, env=environment).returncode
        if code:
            print(f"== {name} failed", file=sys.stderr)
            return code
    return 0


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
        **{f"{name} tests": _pytest("-m", name, *tier.options, *rest) for name, tier in tiers.items()},
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
