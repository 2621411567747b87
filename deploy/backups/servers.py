"""PostgreSQL and Kafka for a command: those of the shop that is up, or its embedded ones, started for that time."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable

from aiokafka.errors import KafkaError

from deploy.backups.manifest import TopicEnds, ends_of
from deploy.local.settings import LocalSettings
from deploy.local.shop import kafka_process, postgres_process
from deploy.local.state import State
from deploy.local.supervisor import Supervisor
from deploy.problem import Problem
from shared.messaging.topics import ask_kafka, find_extents
from shared.schemas.registry import TOPICS

TOPICS_WITHIN_S = 20


@contextlib.asynccontextmanager
async def servers(settings: LocalSettings, say: Callable[[str], None]) -> AsyncIterator[None]:
    """Nobody can start the shop meanwhile where it is not up."""
    state = State(settings.state)
    record = state.read()
    if (record and record.ready and record.supervisor.alive) or (settings.postgres_url and settings.kafka):
        yield
        return
    try:
        state.hold()
    except Problem:
        raise Problem(at_work(settings)) from None
    supervisor = Supervisor(state, say)
    try:
        if record:
            await state.stop_orphans()
        await _start(settings, supervisor)
        yield
    finally:
        await supervisor.stop()
        state.release()


def at_work(settings: LocalSettings) -> str:
    return f"another command, such as a backup, is at work on {settings.state}; wait until it has ended"


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
        processes = await asyncio.gather(*wanted)
        await supervisor.start(processes)
        if any(process.name == "kafka" for process in processes):
            await _until_topics_are_known(settings)


async def _until_topics_are_known(settings: LocalSettings) -> None:
    """Kafka answers before its partitions have leaders."""
    give_up_at = time.monotonic() + TOPICS_WITHIN_S
    while await find_ends(settings) is None and time.monotonic() < give_up_at:  # noqa: ASYNC110 (it can only be asked)
        await asyncio.sleep(0.1)  # that they have leaders is told to nobody
