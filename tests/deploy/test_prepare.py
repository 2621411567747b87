"""Databases and topics, made in a real PostgreSQL and Kafka."""

import asyncpg
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from deploy.databases import service_url
from deploy.local.settings import PROGRAMS, LocalSettings
from deploy.prepare import prepare
from deploy.problem import Problem
from tests.support.waiting import until

EXPECTED = (
    "orders.commands",
    "orders.events",
    "orders.snapshots",
    "billing.events",
    "fulfilment.events",
    "returns.events",
    "notifier.events",
    "stock.levels",
)


async def test_preparing_twice_makes_everything_once(settings: LocalSettings) -> None:
    await prepare(settings)
    assert await prepare(settings) == []


async def test_a_service_enters_its_own_database_and_no_other(settings: LocalSettings) -> None:
    await prepare(settings)
    for service in PROGRAMS:
        connection = await asyncpg.connect(service_url(settings, service))
        assert await connection.fetchval("SELECT count(*) FROM migrations") > 0
        await connection.close()
    elsewhere = service_url(settings, "billing").removesuffix("billing") + "orders"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(elsewhere)


async def test_topics_have_twelve_partitions_and_take_two_mebibytes(settings: LocalSettings) -> None:
    await prepare(settings)
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.bootstrap_servers)
    await admin.start()
    try:
        await until(_have, admin, dict.fromkeys(EXPECTED, 12))
        for compacted in ("orders.snapshots", "stock.levels"):
            answer = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, compacted)])
            configs = {entry[0]: entry[1] for entry in answer[0].resources[0][4]}
            assert configs["cleanup.policy"] == "compact"
            assert configs["max.message.bytes"] == "2097152"
    finally:
        await admin.close()


async def test_a_topic_that_is_lost_is_made_with_as_many_partitions_as_it_had(settings: LocalSettings) -> None:
    """An order's events go to the same one as before; whoever announces there but is read by nobody counts, too."""
    await prepare(settings)
    billing = await asyncpg.connect(service_url(settings, "billing"))
    fulfilment = await asyncpg.connect(service_url(settings, "fulfilment"))
    await billing.execute(
        "INSERT INTO consumed (topic, partition, batch_start, next_offset)"
        " SELECT 'orders.events', n, 7, 7 FROM generate_series(0, 23) AS n"
    )
    await fulfilment.execute(
        "INSERT INTO announced (topic, partition, next_offset)"
        " SELECT 'stock.levels', n, 7 FROM generate_series(0, 15) AS n"
    )
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.bootstrap_servers)
    await admin.start()
    try:
        await admin.delete_topics(["orders.events", "stock.levels", "returns.events"])
        await until(_are_gone, admin, {"orders.events", "stock.levels", "returns.events"})
        assert sorted(await prepare(settings)) == [
            "topic orders.events with 24 partitions, as the services remember it",
            "topic returns.events",
            "topic stock.levels with 16 partitions, as the services remember it",
        ]
        await until(_have, admin, {"orders.events": 24, "stock.levels": 16, "returns.events": 12})
    finally:
        await billing.execute("TRUNCATE consumed")
        await fulfilment.execute("TRUNCATE announced")
        await admin.delete_topics(["orders.events", "stock.levels"])
        await until(_are_gone, admin, {"orders.events", "stock.levels"})
        await admin.close()
        await billing.close()
        await fulfilment.close()
        await prepare(settings)


async def _have(admin: AIOKafkaAdminClient, partitions: dict[str, int]) -> bool:
    """A broker hears of new topics a moment after they were made."""
    described = {one["topic"]: len(one["partitions"]) for one in await admin.describe_topics()}
    return partitions.items() <= described.items()


async def _are_gone(admin: AIOKafkaAdminClient, topics: set[str]) -> bool:
    return not topics & set(await admin.list_topics())


async def test_a_kafka_that_does_not_answer_is_one_sentence(settings: LocalSettings) -> None:
    settings.kafka = "127.0.0.1:1"
    with pytest.raises(Problem, match="Kafka at 127.0.0.1:1 does not answer.*check BACKSHOP_KAFKA"):
        await prepare(settings)
