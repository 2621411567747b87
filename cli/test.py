"""`backshop test`: everything a change must pass."""

import argparse
import os
import subprocess
import sys

from deploy.local.settings import REPOSITORY

CHECKS = {
    "format": ["-m", "ruff", "format", "--check", "."],
    "lint": ["-m", "ruff", "check", "."],
    "types": ["-m", "mypy"],
    "import rules": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.usage = "backshop test [PYTEST ARGUMENTS]"
    parser.set_defaults(rest=[])


def run(args: argparse.Namespace) -> int:
    environment = {name: value for name, value in os.environ.items() if _is_for_tests(name)}
    for name, command in {**CHECKS, "tests": ["-m", "pytest", *args.rest]}.items():
        print(f"== {name}", flush=True)
        code = subprocess.run([sys.executable, *command], cwd=REPOSITORY, env=environment).returncode
        if code:
            print(f"== {name} failed", file=sys.stderr)
            return code
    return 0


def _is_for_tests(name: str) -> bool:
    """The settings of a shop must not lead the tests to its Kafka and databases."""
    return not name.startswith("BACKSHOP_") or name in ("BACKSHOP_JAVA", "BACKSHOP_POSTGRES_BIN", "BACKSHOP_CACHE")
