"""What a Kafka and a PostgreSQL need before the services start; safe to run again at any time."""

import asyncio

from deploy.databases import make_databases
from deploy.local.settings import LocalSettings
from deploy.topics import make_topics


async def prepare(settings: LocalSettings) -> list[str]:
    """Returns what was missing, a line each."""
    lines, topics = await asyncio.gather(
        make_databases(settings), make_topics(settings.bootstrap_servers, settings.replication)
    )
    return lines + [f"topic {name}" for name in topics]
