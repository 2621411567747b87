"""`backshop restore`: takes a backup back, of all services or of one, and says what to do then."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.backups.manifest import TopicEnds
from deploy.backups.restore import Restored, restore_backup
from deploy.local.settings import PROGRAMS, LocalSettings
from shared.schemas.registry import COMMAND_TOPICS, EVENTS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directory", type=Path, metavar="DIRECTORY", help="a backup, as `backshop backup` named it")
    parser.add_argument("--service", choices=PROGRAMS, metavar="SERVICE", help="this one alone, such as billing")
    parser.epilog = "What is restored must be stopped. Its databases as they were stay, under other names."


def run(args: argparse.Namespace) -> int:
    settings = LocalSettings()
    programs = [args.service] if args.service else PROGRAMS
    directory = args.directory.expanduser().absolute()
    restored = asyncio.run(restore_backup(settings, directory, programs, _say))
    print("\n".join(_told(settings, restored)))
    return 0


def _told(settings: LocalSettings, restored: Restored) -> Iterator[str]:
    taken_at = f"{restored.manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC"
    yield f"restored {', '.join(restored.programs)} as of {taken_at}"
    if restored.migrated:
        yield f"applied {restored.migrated} migrations that have come since"
    if restored.kept:
        yield f"kept what was there as {', '.join(restored.kept)}; drop these databases once nobody misses anything"
    for key in restored.keys:
        yield f"put back {key}; the one before stays beside it"
    if settings.postgres_url:
        yield "passwords and secrets that are set as variables must be those of that time (BACKSHOP_SECRET)"
    yield from _newer(restored)
    yield "next:"
    yield from _next_steps(restored)


def _newer(restored: Restored) -> Iterator[str]:
    """What Kafka has of these services that their databases have not."""
    then, now = restored.manifest.topics, restored.ends
    if then is None or now is None:
        when = "when the backup was made" if then is None else "now"
        yield f"Kafka did not answer {when}: how many events are newer than the backup is not known"
        return
    owners = {kind.topic: kind.owner for kind in EVENTS.values()}
    for topic, ends in sorted(then.items()):
        if topic not in COMMAND_TOPICS and owners[topic] in restored.programs:
            yield f"{topic}: {_since(ends, now.get(topic))}"


def _since(then: TopicEnds, now: TopicEnds | None) -> str:
    if now is None:
        return "Kafka has no such topic; `backshop prepare` makes it"
    if then.topic_id and now.topic_id and then.topic_id != now.topic_id:
        return "the topic was made anew since the backup; see `backshop offsets show`"
    newer = sum(end - then.ends.get(partition, 0) for partition, end in now.ends.items())
    if any(end < then.ends.get(partition, 0) for partition, end in now.ends.items()):
        return "the topic ends before where it did: records are lost in Kafka; see `backshop offsets show`"
    return f"up to {newer} events are newer than the backup" if newer else "nothing is newer than the backup"


def _next_steps(restored: Restored) -> Iterator[str]:
    yield "  `backshop up --detach`, or start the service again as it was stopped"
    yield "  `backshop status` says where a service finds itself older than what it has announced;"
    yield "  `backshop takeback SERVICE --look` then lists what it does not know, and without --look takes it back"
    yield "  `backshop check` proves that the services agree"


def _say(text: str) -> None:
    print(f"backshop: {text}", file=sys.stderr, flush=True)
