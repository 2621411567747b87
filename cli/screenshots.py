"""`backshop screenshots`: pictures of every page and dialog of the back office, for those who change its look."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from cli.test import is_for_tests
from deploy.local.settings import REPOSITORY, LocalSettings

README = REPOSITORY / "docs" / "pictures"
FOLDER = "screenshots"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, metavar="DIR", help="where to; .backshop/screenshots unless said")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="only what has a name that begins so; repeatable"
    )
    parser.add_argument(
        "--for-readme", action="store_true", help="take those that the README shows, into docs/pictures"
    )


def run(args: argparse.Namespace) -> int:
    """In a shop of its own, which is empty, then filled; the one that is up is left alone."""
    to = args.to or (README if args.for_readme else LocalSettings().state / FOLDER)
    command = [sys.executable, "-m", "tests.browser.screenshots", "--to", str(to.absolute())]
    command += [f"--only={name}" for name in args.only] + ["--for-readme"] * args.for_readme
    environment = {name: value for name, value in os.environ.items() if is_for_tests(name)}
    code = subprocess.run(command, cwd=REPOSITORY, env=environment).returncode
    if code == 0:
        print(f"the pictures are in {to}")
    return code
