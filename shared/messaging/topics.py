"""What Kafka says of topics as they are now: their ids, and where each partition begins and ends."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from aiokafka import TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import (
    KafkaError,
    KafkaTimeoutError,
    LeaderNotAvailableError,
    NoError,
    UnknownTopicOrPartitionError,
    for_code,
)
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.metadata import MetadataRequest_v5
from aiokafka.protocol.offset import OffsetRequest
from aiokafka.protocol.types import (
    AbstractType,
    Boolean,
    CompactArray,
    CompactString,
    Int16,
    Int32,
    Schema,
    TaggedFields,
)

BEGIN, END = -2, -1
READ_UNCOMMITTED = 0
ANSWER_LIMIT_S = 10
NO_ANSWER = "Kafka does not answer"

Answer = TypeVar("Answer")
NO_ID = UUID(int=0)


class Topic(NamedTuple):
    """The id is None where Kafka has none; `partitions` is how many there are."""

    topic_id: UUID | None
    partitions: int


class Extent(NamedTuple):
    """A partition now. `end` is where the next record of anyone will stand; the id is None where Kafka has none."""

    topic_id: UUID | None
    begin: int
    end: int


@asynccontextmanager
async def kafka_answers(limit_s: float) -> AsyncIterator[None]:
    """Raises KafkaTimeoutError where it does not in time: what did not answer is then known."""
    try:
        async with asyncio.timeout(limit_s):
            yield
    except TimeoutError as error:
        raise KafkaTimeoutError from error


async def ask_kafka(bootstrap_servers: str, ask: Callable[[AIOKafkaClient], Awaitable[Answer]]) -> Answer:
    """By a client of its own; raises KafkaError while Kafka is away."""
    client = AIOKafkaClient(bootstrap_servers=bootstrap_servers)
    try:
        async with kafka_answers(ANSWER_LIMIT_S):
            await client.bootstrap()
            return await ask(client)
    finally:
        await client.close()


async def find_topics(client: AIOKafkaClient, topics: Iterable[str]) -> dict[str, Topic]:
    """Those that there are."""
    ids, leaders = await _leaders(client, topics)
    counts = Counter(place.topic for place in leaders)
    return {name: Topic(topic_id, counts[name]) for name, topic_id in ids.items()}


async def find_extents(client: AIOKafkaClient, topics: Iterable[str]) -> dict[TopicPartition, Extent]:
    """Of every partition of those topics that there are; raises KafkaError while Kafka cannot tell."""
    ids, leaders = await _leaders(client, topics)
    begins, ends = await _offsets(client, leaders, BEGIN), await _offsets(client, leaders, END)
    return {place: Extent(ids[place.topic], begins[place], ends[place]) for place in leaders}


async def _leaders(
    client: AIOKafkaClient, topics: Iterable[str]
) -> tuple[dict[str, UUID | None], dict[TopicPartition, int]]:
    response = await client.send(_some_node(client), _TopicsRequest(sorted(set(topics))))
    ids: dict[str, UUID | None] = {}
    leaders: dict[TopicPartition, int] = {}
    for error, name, *rest in response.topics:
        if for_code(error) is UnknownTopicOrPartitionError:
            continue
        _raise(error)
        has_id = response.API_VERSION >= _Topics_v12.API_VERSION
        ids[name] = rest[0] if has_id and rest[0] != NO_ID else None
        for partition_error, partition, leader, *_ in rest[2 if has_id else 1]:
            if leader < 0:
                _raise(partition_error)
                raise LeaderNotAvailableError(name)
            leaders[TopicPartition(name, partition)] = leader
    return ids, leaders


async def _offsets(
    client: AIOKafkaClient, leaders: Mapping[TopicPartition, int], which: int
) -> dict[TopicPartition, int]:
    asked: dict[int, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for place, leader in leaders.items():
        asked[leader][place.topic].append((place.partition, which))
    found: dict[TopicPartition, int] = {}
    for node, by_topic in asked.items():
        response = await client.send(node, OffsetRequest(-1, READ_UNCOMMITTED, list(by_topic.items())))
        for topic, partitions in response.topics:
            for partition, error, _, offset, *_ in partitions:
                _raise(error)
                found[TopicPartition(topic, partition)] = offset
    return found


def _some_node(client: AIOKafkaClient) -> Any:
    node = client.get_random_node()
    if node is None:
        raise KafkaError("no broker is known")
    return node


def _raise(code: int) -> None:
    error = for_code(code)
    if error is not NoError:
        raise error()


class _Uuid(AbstractType[UUID]):  # type: ignore[misc]
    @classmethod
    def encode(cls, value: UUID) -> bytes:
        return value.bytes

    @classmethod
    def decode(cls, data: Any) -> UUID:
        return UUID(bytes=data.read(16))


class _TopicsAnswer_v12(Response):  # type: ignore[misc]
    API_KEY = 3
    API_VERSION = 12
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            CompactArray(
                ("node_id", Int32),
                ("host", CompactString("utf-8")),
                ("port", Int32),
                ("rack", CompactString("utf-8")),
                ("tags", TaggedFields),
            ),
        ),
        ("cluster_id", CompactString("utf-8")),
        ("controller_id", Int32),
        (
            "topics",
            CompactArray(
                ("error_code", Int16),
                ("name", CompactString("utf-8")),
                ("topic_id", _Uuid),
                ("is_internal", Boolean),
                (
                    "partitions",
                    CompactArray(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", CompactArray(Int32)),
                        ("isr", CompactArray(Int32)),
                        ("offline_replicas", CompactArray(Int32)),
                        ("tags", TaggedFields),
                    ),
                ),
                ("authorized_operations", Int32),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class _Topics_v12(RequestStruct):  # type: ignore[misc]
    """aiokafka itself asks for topics by version 5 at most, which has no ids."""

    FLEXIBLE_VERSION = True
    API_KEY = 3
    API_VERSION = 12
    RESPONSE_TYPE = _TopicsAnswer_v12
    SCHEMA = Schema(
        ("topics", CompactArray(("topic_id", _Uuid), ("name", CompactString("utf-8")), ("tags", TaggedFields))),
        ("allow_auto_topic_creation", Boolean),
        ("include_topic_authorized_operations", Boolean),
        ("tags", TaggedFields),
    )


class _TopicsRequest(Request[MetadataRequest_v5 | _Topics_v12]):  # type: ignore[misc]
    """With ids where the broker has them (Kafka 3.1 or later)."""

    API_KEY = 3

    def __init__(self, topics: list[str]) -> None:
        self._topics = topics

    def build(self, request_struct_class: type[MetadataRequest_v5 | _Topics_v12]) -> MetadataRequest_v5 | _Topics_v12:
        if request_struct_class is _Topics_v12:
            return _Topics_v12([(NO_ID, name, {}) for name in self._topics], False, False, {})
        return MetadataRequest_v5(self._topics, False)
