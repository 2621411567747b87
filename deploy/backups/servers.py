"""PostgreSQL and Kafka for a command: those of the shop that is up, or its embedded ones, started for that time."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from aiokafka.errors import KafkaError

from deploy.backups.manifest import TopicEnds, ends_of
from deploy.local.settings import LocalSettings
from deploy.local.shop import kafka_process, postgres_process
from deploy.local.state import State
from deploy.local.supervisor import Supervisor
from shared.messaging.topics import ask_kafka, find_extents
from shared.schemas.registry import TOPICS


@contextlib.asynccontextmanager
async def servers(settings: LocalSettings, say: Callable[[str], None]) -> AsyncIterator[None]:
    """Nobody can start the shop meanwhile where it is not up."""
    state = State(settings.state)
    record = state.read()
    if (record and record.supervisor.alive) or (settings.postgres_url and settings.kafka):
        yield
        return
    state.hold()
    supervisor = Supervisor(state, say)
    try:
        if record:
            await state.stop_orphans()
        await _start(settings, supervisor)
        yield
    finally:
        await supervisor.stop()
        state.release()


async def find_ends(settings: LocalSettings) -> dict[str, TopicEnds] | None:
    """Of every topic that Kafka has; None where it does not answer."""
    try:
        return ends_of(await ask_kafka(settings.bootstrap_servers, lambda client: find_extents(client, TOPICS)))
    except (KafkaError, TimeoutError, OSError):
        return None


async def _start(settings: LocalSettings, supervisor: Supervisor) -> None:
    wanted = []
    if settings.postgres_url is None:
        wanted.append(postgres_process(settings))
    if settings.kafka is None and (settings.data / "kafka").exists():
        wanted.append(kafka_process(settings))
    if wanted:
        supervisor.say("starting the servers of the shop for this time")
        await supervisor.start(await asyncio.gather(*wanted))
