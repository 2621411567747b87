"""The topics of the shop, made where they are missing; records that are there stay."""

from datetime import timedelta

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from deploy.problem import Problem

PARTITIONS = 12
RECORD_LIMIT_BYTES = 2 * 1024 * 1024

# Events outlive a consumer's longest outage; a command is answered or dead within days.
RETENTION = {
    "orders.commands": timedelta(days=7),
    "orders.events": timedelta(days=30),
    "billing.events": timedelta(days=30),
    "fulfilment.events": timedelta(days=30),
    "returns.events": timedelta(days=30),
    "notifier.events": timedelta(days=30),
}
COMPACTED = ("stock.levels",)


async def make_topics(bootstrap_servers: str, replication: int) -> list[str]:
    """Returns the names of those it made."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    try:
        await admin.start()
        present = set(await admin.list_topics())
        missing = [topic for topic in topics(replication) if topic.name not in present]
        if not missing:
            return []
        answer = await admin.create_topics(missing)
        for name, code, *message in answer.topic_errors:
            error = for_code(code)
            if code and error is not TopicAlreadyExistsError:
                raise Problem(f"Kafka refused the topic {name}: {message[0] if message else error.__name__}")
        return [topic.name for topic in missing]
    except KafkaError as error:
        raise Problem(f"Kafka at {bootstrap_servers} does not answer ({error}); check BACKSHOP_KAFKA") from error
    finally:
        await admin.close()


def topics(replication: int) -> list[NewTopic]:
    common = {
        "max.message.bytes": str(RECORD_LIMIT_BYTES),
        "min.insync.replicas": str(max(1, replication - 1)),  # one broker may be away
    }
    deleted = {
        name: {"cleanup.policy": "delete", "retention.ms": str(kept // timedelta(milliseconds=1))}
        for name, kept in RETENTION.items()
    }
    compacted = {name: {"cleanup.policy": "compact"} for name in COMPACTED}
    return [
        NewTopic(name, PARTITIONS, replication, topic_configs=common | own)
        for name, own in (deleted | compacted).items()
    ]
