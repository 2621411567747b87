"""How far a service has read each partition, and what operators decide where it cannot read on by itself."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from shared.http.access import scope
from shared.http.idempotency import Idempotent
from shared.http.pagination import Reading
from shared.in_time import within
from shared.messaging import positions
from shared.messaging.positions import Decided, PartitionOffsets
from shared.messaging.topics import Extent, ask_kafka, find_extents
from shared.refused import NotFound, Refused
from shared.schemas.event import Asked
from shared.schemas.written_as import WrittenAs
from shared.transaction import Tx

TopicName = Annotated[str, WrittenAs(r"^[a-zA-Z0-9._-]{1,249}$", 'write the name of a topic such as "orders.events"')]
Partition = Annotated[int, Field(ge=0, le=2**31 - 1, strict=True)]
KAFKA_S = 3

Offset = Annotated[int, Field(ge=0, le=2**63 - 1, strict=True)]


class KafkaAway(Refused):
    type = "unavailable"
    status = 503


class OffsetsToAccept(Asked):
    """Of one partition, or of all that the topic has."""

    topic: TopicName
    partition: Partition | None = None


class OffsetsToRewind(OffsetsToAccept):
    """`to` is null for the first record that there is."""

    to: Offset | None = None


class Offsets(BaseModel):
    items: list[PartitionOffsets]


class Decisions(BaseModel):
    """Of the partitions that it changed something for."""

    items: list[Decided]


def offsets(service: str, topics: Callable[[], set[str]]) -> APIRouter:
    router = APIRouter(tags=["operations"])
    writer = [scope("operations:read"), scope("operations:write")]

    async def extents_of(request: Request, wanted: set[str]) -> Mapping[TopicPartition, Extent]:
        if unread := wanted - topics():
            raise NotFound(f"{service} does not read {', '.join(unread)}")
        if not wanted:
            return {}
        try:
            return await within(
                KAFKA_S, ask_kafka(request.app.state.kafka, lambda client: find_extents(client, wanted))
            )
        except (KafkaError, TimeoutError, OSError) as error:
            raise KafkaAway(
                f"Kafka does not answer ({type(error).__name__}); nothing was changed, try again"
            ) from error

    @router.get("/operations/offsets", dependencies=[scope("operations:read")])
    async def list_offsets(request: Request, queries: Reading) -> Offsets:
        """Where the service stands in each partition of the topics that it reads, and what Kafka has of it now."""
        # Kafka is asked last: what is read meanwhile does not look as if it were beyond the end.
        stored = await positions.find_positions(queries)
        return Offsets(items=positions.list_offsets(stored, topics(), await extents_of(request, topics())))

    @router.post("/operations/offsets/accept", response_model=Decisions, dependencies=writer)
    async def accept_offsets(command: OffsetsToAccept, request: Request, once: Idempotent) -> Response:
        """Read on from the first record that there is where reading has stopped; take note of what is gone."""
        return await once(partial(_accept, await extents_of(request, {command.topic})), command)

    @router.post("/operations/offsets/rewind", response_model=Decisions, dependencies=writer)
    async def rewind_offsets(command: OffsetsToRewind, request: Request, once: Idempotent) -> Response:
        """Read records again from an offset; those that were applied change nothing."""
        return await once(partial(_rewind, await extents_of(request, {command.topic})), command)

    return router


async def _accept(extents: Mapping[TopicPartition, Extent], tx: Tx, command: OffsetsToAccept) -> Any:
    return Decisions(items=await positions.accept(tx, command.topic, command.partition, extents))


async def _rewind(extents: Mapping[TopicPartition, Extent], tx: Tx, command: OffsetsToRewind) -> Any:
    return Decisions(items=await positions.rewind(tx, command.topic, command.partition, command.to, extents))
