"""`backshop contracts`: writes the documents of `contracts/` that other teams read, from the code that keeps them."""

import argparse
import json
from functools import cache
from typing import Any

from cli.contracts import asyncapi, events, http
from deploy.local.settings import REPOSITORY
from deploy.problem import Problem

CONTRACTS = REPOSITORY / "contracts"
RELEASED = "released"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--check", action="store_true", help="write nothing; name what is not as the code is")
    chosen.add_argument("--release", metavar="VERSION", help="also keep today's schemas as released, for ever")


def run(args: argparse.Namespace) -> int:
    if args.check:
        for difference in (found := differences()):
            print(difference)
        return 1 if found else 0
    _write_all()
    if args.release:
        _release(args.release)
    return 0


def differences() -> list[str]:
    """How `contracts/` differs from the code, a sentence each."""
    wanted = documents()
    stale = [f"contracts/{name} is not as the code is" for name, text in wanted.items() if text != _present(name)]
    return stale + [f"contracts/{name} is of no contract any more" for name in sorted(_generated() - wanted.keys())]


@cache
def documents() -> dict[str, str]:
    """Every generated document, by its path in `contracts/`; the same code always gives the same text."""
    found = events.documents() | http.documents() | {"asyncapi.json": asyncapi.document()}
    return {name: as_text(document) for name, document in found.items()}


def as_text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _write_all() -> None:
    wanted = documents()
    for name, text in wanted.items():
        if text != _present(name):
            _write(name, text)
    for name in sorted(_generated() - wanted.keys()):
        (CONTRACTS / name).unlink()
        print(f"contracts/{name} removed")


def _generated() -> set[str]:
    """The generated documents that are there; the examples beside the schemas are written by hand."""
    found = [*CONTRACTS.glob("events/*/*.json"), *CONTRACTS.glob("http/*.json")]
    return {str(path.relative_to(CONTRACTS)) for path in found if not path.name.endswith(".example.json")}


def _present(name: str) -> str | None:
    path = CONTRACTS / name
    return path.read_text(encoding="utf-8") if path.exists() else None


def _release(version: str) -> None:
    name = f"{RELEASED}/{version}.json"
    if _present(name) is not None:
        raise Problem(f"{version} is released: what readers rely on stays as it is; choose another version")
    _write(name, as_text(events.schemas()))


def _write(name: str, text: str) -> None:
    path = CONTRACTS / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(f"contracts/{name} written")
