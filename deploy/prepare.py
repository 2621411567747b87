"""What a Kafka and a PostgreSQL need before the services start; safe to run again at any time."""

import asyncio
import sys
from collections.abc import Callable, Mapping

from deploy.databases import find_remembered, make_databases
from deploy.local.settings import LocalSettings
from deploy.topics import make_topics


def _to_stderr(text: str) -> None:
    print(f"backshop: {text}", file=sys.stderr, flush=True)


async def prepare(settings: LocalSettings, say: Callable[[str], None] = _to_stderr) -> list[str]:
    """Returns what was missing, a line each; `say` hears meanwhile what it waits for."""
    databases = asyncio.ensure_future(make_databases(settings, say))

    async def remembered() -> Mapping[str, int]:
        await databases
        return await find_remembered(settings)

    lines, topics = await asyncio.gather(
        databases, make_topics(settings.bootstrap_servers, settings.replication, remembered)
    )
    return lines + [f"topic {name}" for name in topics]
