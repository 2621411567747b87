"""`backshop backup`: the databases of all services and the keys, in a directory named after the time."""

import argparse
import asyncio
import sys
from pathlib import Path

from deploy.backups.take import Taken, take_backup
from deploy.local.settings import LocalSettings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directory", nargs="?", type=Path, metavar="DIRECTORY", help="where to (.backshop/backups)")
    parser.add_argument("--keep", type=_at_least_one, metavar="N", help="remove older ones until there are N")
    parser.epilog = "Nothing is stopped for it. `backshop restore` takes one back; see docs/operating.md."


def run(args: argparse.Namespace) -> int:
    settings = LocalSettings()
    parent = (args.directory or settings.state / "backups").expanduser().absolute()
    taken = asyncio.run(take_backup(settings, parent, keep=args.keep, say=_say))
    print("\n".join(_told(settings, taken)))
    return 0


def _told(settings: LocalSettings, taken: Taken) -> list[str]:
    manifest = taken.manifest
    size_mb = sum(kept.size for kept in manifest.files.values()) / 1e6
    lines = [
        f"wrote {taken.directory} ({len(manifest.migrations)} databases, {len(manifest.keys)} keys, {size_mb:.1f} MB)",
        "it holds personal data and the keys of the shop: let nobody read it who may not read all of that,"
        " and keep a copy on another machine",
    ]
    if settings.postgres_url:
        lines.append("passwords and secrets that are set as variables, as in .env, are not in it: keep them too")
    if manifest.topics is None:
        lines.append("Kafka did not answer, so it does not tell how far the topics had come")
    if taken.forgotten:
        lines.append(f"removed {len(taken.forgotten)} older: {', '.join(one.name for one in taken.forgotten)}")
    return lines


def _at_least_one(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) < 1_000_000:
        raise argparse.ArgumentTypeError("how many backups stay, 1 or more")
    return int(text)


def _say(text: str) -> None:
    print(f"backshop: {text}", file=sys.stderr, flush=True)
