"""What the shop has written: rows in its databases, events and their bytes on its topics."""

import asyncio
from collections.abc import Mapping
from typing import NamedTuple

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.local.settings import LocalSettings
from deploy.topics import PARTITIONS
from shared.schemas.registry import TOPICS

STATISTICS_LAG_S = 1.5
"""A session of PostgreSQL publishes its counts once a second, and nothing tells when all have."""

RECORD_OVERHEAD = 400
"""Bytes of key and CloudEvents headers of a record."""


class Work(NamedTuple):
    """What the shop has written so far, or between two moments."""

    inserted: dict[str, int]
    updated: dict[str, int]
    deleted: dict[str, int]
    row_bytes: dict[str, int]
    events: int
    event_bytes: int

    def since(self, before: "Work") -> "Work":
        def less(new: dict[str, int], old: dict[str, int]) -> dict[str, int]:
            return {name: max(0, count - old[name]) for name, count in new.items()}

        return Work(
            less(self.inserted, before.inserted),
            less(self.updated, before.updated),
            less(self.deleted, before.deleted),
            less(self.row_bytes, before.row_bytes),
            self.events - before.events,
            self.event_bytes - before.event_bytes,
        )


async def work_so_far(settings: LocalSettings, databases: Mapping[str, asyncpg.Connection]) -> Work:
    """Rows by the statistics of each database, events by the offsets and log sizes of their topics."""
    await asyncio.sleep(STATISTICS_LAG_S)  # PostgreSQL counts with a delay, and does not tell when it has
    rows = {service: await _rows(database) for service, database in databases.items()}
    events, event_bytes = await _events(settings.bootstrap_servers)
    inserted, updated, deleted, row_bytes = (
        {service: counts[position] for service, counts in rows.items()} for position in range(4)
    )
    return Work(inserted, updated, deleted, row_bytes, events, event_bytes)


async def _rows(database: asyncpg.Connection) -> tuple[int, int, int, int]:
    (row,) = await database.fetch(
        "SELECT sum(n_tup_ins)::bigint, sum(n_tup_upd)::bigint, sum(n_tup_del)::bigint,"
        " sum(pg_table_size(relid))::bigint FROM pg_stat_user_tables"
    )
    return tuple(row)


async def _events(bootstrap_servers: str) -> tuple[int, int]:
    """How many there are, and their bytes by the size of the newest of each partition."""
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap_servers) as consumer:
        places = [TopicPartition(topic, partition) for topic in TOPICS for partition in range(PARTITIONS)]
        ends = await consumer.end_offsets(places)
        begins = await consumer.beginning_offsets(places)
        consumer.assign([place for place in places if ends[place] > begins[place]])
        for place in consumer.assignment():
            consumer.seek(place, max(begins[place], ends[place] - 50))
        sampled = dict.fromkeys(TOPICS, (0, 0))
        while polled := await consumer.getmany(timeout_ms=300, max_records=5000):
            for place, records in polled.items():
                count, size = sampled[place.topic]
                size += sum(len(record.value or b"") + RECORD_OVERHEAD for record in records)
                sampled[place.topic] = (count + len(records), size)
    counts = {topic: sum(end for place, end in ends.items() if place.topic == topic) for topic in TOPICS}
    event_bytes = sum(counts[topic] * size // count for topic, (count, size) in sampled.items() if count)
    return sum(counts.values()), event_bytes
