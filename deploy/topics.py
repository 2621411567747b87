"""The topics of the shop, made where they are missing; records that are there stay."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from deploy.problem import Problem
from shared.schemas.registry import COMPACTED, TOPICS

PARTITIONS = 12
RECORD_LIMIT_BYTES = 2 * 1024 * 1024

COMMANDS_KEPT = timedelta(days=7)
EVENTS_KEPT = timedelta(days=30)  # longer than any reader is away
_MILLISECOND = timedelta(milliseconds=1)


Remembered = Callable[[], Awaitable[Mapping[str, int]]]


async def _nothing() -> Mapping[str, int]:
    return {}


async def make_topics(bootstrap_servers: str, replication: int, remembered: Remembered = _nothing) -> list[str]:
    """Returns those it made.

    `remembered` tells how many partitions topics had that were there before: with fewer, an order's events would go to
    another partition than those that are told of already.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    try:
        await admin.start()
        present = set(await admin.list_topics())
        missing = [topic for topic in topics(replication) if topic.name not in present]
        if not missing:
            return []
        before = await remembered()
        for topic in missing:
            topic.num_partitions = before.get(topic.name, PARTITIONS)
        answer = await admin.create_topics(missing)
        for name, code, *message in answer.topic_errors:
            error = for_code(code)
            if code and error is not TopicAlreadyExistsError:
                raise Problem(f"Kafka refused the topic {name}: {message[0] if message else error.__name__}")
        return [_made(topic, before) for topic in missing]
    except KafkaError as error:
        raise Problem(f"Kafka at {bootstrap_servers} does not answer ({error}); check BACKSHOP_KAFKA") from error
    finally:
        await admin.close()


def _made(topic: NewTopic, before: Mapping[str, int]) -> str:
    if before.get(topic.name, PARTITIONS) == PARTITIONS:
        return str(topic.name)
    return f"{topic.name} with {topic.num_partitions} partitions, as the services remember it"


def topics(replication: int) -> list[NewTopic]:
    """One for each topic of the contracts."""
    common = {
        "max.message.bytes": str(RECORD_LIMIT_BYTES),
        "min.insync.replicas": str(max(1, replication - 1)),  # one broker may be away
    }
    return [NewTopic(name, PARTITIONS, replication, topic_configs=common | _kept(name)) for name in TOPICS]


def _kept(topic: str) -> dict[str, str]:
    if topic in COMPACTED:
        return {"cleanup.policy": "compact"}
    kept = COMMANDS_KEPT if topic.endswith(".commands") else EVENTS_KEPT
    return {"cleanup.policy": "delete", "retention.ms": str(kept // _MILLISECOND)}
