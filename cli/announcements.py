"""What Kafka has must agree with the databases: rules that `backshop check` proves by reading topics."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import asyncpg
from aiokafka.errors import KafkaError

from cli.agreement import Violations
from deploy.databases import Databases
from services.billing import invariants as billing
from shared.cloudevents import Incoming, unpack
from shared.messaging.positions import PartitionOffsets, PositionState, find_positions, list_offsets
from shared.messaging.read_back import read_back
from shared.messaging.topics import ask_kafka, find_extents
from shared.schemas.billing import CancellationInvoiceIssued, CreditNoteIssued, InvoiceIssued
from shared.schemas.event import Event
from shared.schemas.registry import TOPICS
from shared.transaction import Queries
from shared.waiting import Waits

READ_LIMIT_S = 300
"""A topic that cannot be read in this time is told as one."""

AT_ONCE = 1000
"""So many documents are kept in memory, and asked for at once."""

DOCUMENTS: frozenset[type[Event]] = frozenset({InvoiceIssued, CreditNoteIssued, CancellationInvoiceIssued})


DOCUMENT_TYPES = {kind.type_name() for kind in DOCUMENTS}


class Document(NamedTuple):
    """As it was announced, or as billing has it."""

    document_id: UUID
    number: str
    order_id: UUID
    gross: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.number} of order {self.order_id} over {self.gross} {self.currency}"


async def disagreements_with_kafka(kafka: str, databases: Databases) -> Violations:
    """What breaks each rule, by the rule."""
    return {rule: await _told(violations(kafka, databases)) for rule, violations in RULES.items()}


async def _told(violations: Awaitable[list[str]]) -> list[str]:
    try:
        async with asyncio.timeout(READ_LIMIT_S):
            return await violations
    except TimeoutError:
        return [f"cannot be told: Kafka has not given all of it in {READ_LIMIT_S} s"]
    except (KafkaError, OSError, Waits) as error:
        return [f"cannot be told: Kafka does not answer ({error})"]


async def _documents(kafka: str, databases: Databases) -> list[str]:
    """Each that the topic tells of, from its begin to its end as it is now; not what somebody has decided of."""
    decided = {row[0] for row in await databases["billing"].fetch("SELECT event_id FROM decided")}
    found: list[str] = []
    batch: list[Document] = []
    async for record in _records_of_billing(kafka):
        if record.unreadable and record.type_name in DOCUMENT_TYPES:
            found.append(f"{record.topic}/{record.partition}, offset {record.offset}: {record.unreadable}")
        elif record.event_id not in decided and (document := _document(record.event)):
            batch.append(document)
        if len(batch) == AT_ONCE:
            found += await _not_as_announced(databases["billing"], batch)
            batch = []
    return found + await _not_as_announced(databases["billing"], batch)


async def _records_of_billing(kafka: str) -> AsyncIterator[Incoming]:
    """What somebody else has written to the topic is not what billing has announced."""
    extents = await ask_kafka(kafka, lambda client: find_extents(client, {InvoiceIssued.topic}))
    async for record in read_back(kafka, {place: (extent.begin, extent.end) for place, extent in extents.items()}):
        if dict(record.headers).get("ce_source") == b"/backshop/billing":
            yield unpack(record, DOCUMENTS)


def _document(event: Event | None) -> Document | None:
    if isinstance(event, InvoiceIssued):
        return Document(event.invoice_id, event.number, event.order_id, event.totals.gross, event.currency)
    if isinstance(event, CreditNoteIssued | CancellationInvoiceIssued):
        return Document(event.document_id, event.number, event.order_id, event.totals.gross, event.currency)
    return None


async def _not_as_announced(database: asyncpg.Connection, announced: list[Document]) -> list[str]:
    rows = await database.fetch(
        billing.DOCUMENTS_ANNOUNCED, [one.document_id for one in announced], [one.number for one in announced]
    )
    here = {row["document_id"]: Document(*row) for row in rows}
    bearers = {document.number: document for document in here.values()}
    found = []
    for document in dict.fromkeys(announced):
        if document.document_id in here:
            if (other := here[document.document_id]) != document:
                found.append(f"{document} was announced, billing has {other}")
        elif document.number in bearers:
            found.append(f"{document} was announced, its number is that of order {bearers[document.number].order_id}")
        else:
            found.append(f"{document} was announced and is not there")
    return found


async def _positions(kafka: str, databases: Databases) -> list[str]:
    """Kafka is asked last: what is read meanwhile does not look as if it were beyond the end."""
    stored = {service: await find_positions(Queries(database)) for service, database in databases.items()}
    extents = await ask_kafka(kafka, lambda client: find_extents(client, TOPICS))
    return [
        f"{service}: {_where(at)}"
        for service, positions in stored.items()
        for at in list_offsets(positions, set(TOPICS), extents)
        if at.position is not None and (at.state is not PositionState.READING or at.gone)
    ]


def _where(at: PartitionOffsets) -> str:
    stands = f"{at.topic}/{at.partition} stands at {at.position}"
    if at.begin is None:
        return f"{stands}, and Kafka has no such partition"
    has = f"{stands}, Kafka has {at.begin} to {at.end}"
    if at.state is not PositionState.READING:
        return f"{has} ({at.state})"
    return f"{has}: {at.gone} were deleted before they were read"


RULES: dict[str, Callable[[str, Databases], Awaitable[list[str]]]] = {
    "every document that billing has announced is there as it was announced": _documents,
    "each service stands within what Kafka has of its topics": _positions,
}
