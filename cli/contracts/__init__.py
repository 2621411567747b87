"""`backshop contracts`: writes the documents of `contracts/` that other teams read, from the code that keeps them."""

import argparse
import json
from pathlib import Path
from typing import Any

from cli.contracts import asyncapi, events, http
from deploy.local.settings import REPOSITORY
from deploy.problem import Problem

CONTRACTS = REPOSITORY / "contracts"
RELEASED = CONTRACTS / "released"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--check", action="store_true", help="write nothing; 1 when a document is not as the code is")
    chosen.add_argument("--release", metavar="VERSION", help="also keep today's schemas as released, for ever")


def run(args: argparse.Namespace) -> int:
    wanted = documents()
    stale = [name for name, text in wanted.items() if text != _present(name)]
    dropped = sorted(_generated() - wanted.keys())
    if args.check:
        for name in stale + dropped:
            print(f"contracts/{name} is not as the code is; `backshop contracts` writes it anew")
        return 1 if stale or dropped else 0
    for name in stale:
        _write(CONTRACTS / name, wanted[name])
        print(f"contracts/{name} written")
    for name in dropped:
        (CONTRACTS / name).unlink()
        print(f"contracts/{name} removed: there is no such contract any more")
    if args.release:
        _release(args.release)
    return 0


def documents() -> dict[str, str]:
    """Every generated document, by its path in `contracts/`; the same code always gives the same text."""
    found = events.documents() | http.documents() | {"asyncapi.json": asyncapi.document()}
    return {name: as_text(document) for name, document in found.items()}


def as_text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _generated() -> set[str]:
    """The generated documents that are there; the examples beside the schemas are written by hand."""
    found = [*CONTRACTS.glob("events/*/*.json"), *CONTRACTS.glob("http/*.json")]
    return {str(path.relative_to(CONTRACTS)) for path in found if not path.name.endswith(".example.json")}


def _present(name: str) -> str | None:
    path = CONTRACTS / name
    return path.read_text(encoding="utf-8") if path.exists() else None


def _release(version: str) -> None:
    path = RELEASED / f"{version}.json"
    if path.exists():
        raise Problem(f"{version} is released: what readers rely on stays as it is; choose another version")
    _write(path, as_text(events.schemas()))
    print(f"contracts/released/{version}.json written")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
