"""What commands found, in a file for programs."""

import argparse
import json
from pathlib import Path
from typing import Any

from deploy.problem import Problem


def add_json_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", type=_writable, metavar="FILE", help="write the result here too")


def write_json(file: Path | None, result: Any) -> None:
    """Nothing where no file was asked for."""
    if file:
        file.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _writable(text: str) -> Path:
    """Refuses before any work, rather than after minutes of it."""
    file = Path(text)
    if not file.absolute().parent.is_dir():
        raise Problem(f"{file} cannot be written: there is no directory {file.parent}")
    return file
