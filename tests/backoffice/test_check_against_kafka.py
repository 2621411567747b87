"""What `backshop check` says where Kafka and the databases do not agree, as after one of them was set back."""

import json
from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from uuid_utils.compat import uuid7

from cli.announcements import disagreements_with_kafka
from deploy.databases import Databases
from tests.backoffice.services import Services
from tests.backoffice.test_check import worked_on
from tests.support.stack import Stack
from tests.support.waiting import until

DOCUMENTS = "every document that billing has announced is there as it was announced"
POSITIONS = "each service stands within what Kafka has of its topics"
TOPIC = "billing.events"


@pytest.fixture
async def topic(kafka: Stack) -> AsyncIterator[AIOKafkaAdminClient]:
    """Billing's, empty."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.kafka)
    await admin.start()
    if TOPIC in await admin.list_topics():
        await admin.delete_topics([TOPIC])
    await until(_made, admin)
    yield admin
    await admin.delete_topics([TOPIC])
    await admin.close()


@pytest.fixture
async def facts(shop: Services, topic: AIOKafkaAdminClient, administrator: Databases, kafka: Stack) -> dict[str, str]:
    """An order with an invoice and a credit note, which billing's relay has announced."""
    facts = await worked_on(shop)
    await _relay(administrator, kafka)
    for database in administrator.values():
        await database.execute("DELETE FROM consumed")  # nothing was read from Kafka here
    return facts


CHANGES = {
    "DELETE FROM documents WHERE kind = 'credit_note'": (
        "{credit_note} of order {order} over 5.00 EUR was announced and is not there"
    ),
    "UPDATE documents SET gross = 12.00, net = 12.00, vat = 0 WHERE kind = 'credit_note'": (
        "{credit_note} of order {order} over 5.00 EUR was announced,"
        " billing has {credit_note} of order {order} over 12.00 EUR"
    ),
    "UPDATE documents SET document_id = gen_random_uuid(), order_id = '01990000-0000-7000-8000-000000000001'"
    " WHERE kind = 'invoice'": (
        "{invoice} of order {order} over 38.30 EUR was announced,"
        " its number is that of order 01990000-0000-7000-8000-000000000001"
    ),
}
DECIDED = """
INSERT INTO decided (event_id, topic, partition, "offset", type, key, value, why, decided_by)
SELECT (SELECT header ->> 1 FROM jsonb_array_elements(headers::jsonb) AS header WHERE header ->> 0 = 'ce_id')::uuid,
    topic, 0, id, 'CreditNoteIssued', key, value, 'its invoice is gone', 'alice'
FROM outbox WHERE headers LIKE '%CreditNoteIssued%'
"""


async def test_a_document_that_is_not_as_it_was_announced_is_named(
    facts: dict[str, str], administrator: Databases, kafka: Stack
) -> None:
    billing = administrator["billing"]
    assert await disagreements_with_kafka(kafka.kafka, administrator) == {DOCUMENTS: [], POSITIONS: []}
    for change, said in CHANGES.items():
        undone = billing.transaction()
        await undone.start()
        await billing.execute(change)
        found = await disagreements_with_kafka(kafka.kafka, administrator)
        assert found == {DOCUMENTS: [said.format_map(facts)], POSITIONS: []}
        await undone.rollback()

    await billing.execute("DELETE FROM documents WHERE kind = 'credit_note'")
    await billing.execute(DECIDED)
    assert (await disagreements_with_kafka(kafka.kafka, administrator))[DOCUMENTS] == []


async def test_of_what_is_on_the_topic_only_billings_own_documents_count(
    facts: dict[str, str], administrator: Databases, kafka: Stack
) -> None:
    row = await administrator["billing"].fetchrow(
        "SELECT headers, value FROM outbox WHERE headers LIKE '%InvoiceIssued%'"
    )
    headers = [(name, value.encode()) for name, value in json.loads(row["headers"])]
    elsewhere = [*(one for one in headers if one[0] != "ce_source"), ("ce_source", b"/elsewhere")]
    another = row["value"].replace(facts["invoice"].encode(), b"FA-1999-000001")
    async with AIOKafkaProducer(bootstrap_servers=kafka.kafka) as producer:
        await producer.send_and_wait(TOPIC, another, partition=1, headers=elsewhere)
        await producer.send_and_wait(TOPIC, b"{", partition=1, headers=[("ce_source", b"/backshop/billing")])
        await producer.send_and_wait(TOPIC, b"{}", partition=1, headers=headers)
    found = (await disagreements_with_kafka(kafka.kafka, administrator))[DOCUMENTS]
    assert found == ["billing.events/1, offset 2: order_id: Field required"]


async def test_a_position_outside_of_what_kafka_has_is_named(
    facts: dict[str, str], administrator: Databases, kafka: Stack, topic: AIOKafkaAdminClient
) -> None:
    await _stand_at(administrator, "orders", partition=0, at=1)
    await _stand_at(administrator, "orders", partition=1, at=4711)
    await _stand_at(administrator, "fulfilment", partition=2, at=0)
    await _stand_at(administrator, "fulfilment", partition=7, at=0)
    (end,) = [await _count(administrator, "billing")]
    assert (await disagreements_with_kafka(kafka.kafka, administrator))[POSITIONS] == [
        "orders: billing.events/1 stands at 4711, Kafka has 0 to 0 (beyond the end)",
        "fulfilment: billing.events/7 stands at 0, and Kafka has no such partition",
    ]

    await administrator["orders"].execute("DELETE FROM consumed WHERE partition = 1")
    await administrator["orders"].execute("UPDATE consumed SET topic_id = $1", uuid7())
    await administrator["fulfilment"].execute("DELETE FROM consumed WHERE partition = 7")
    await administrator["fulfilment"].execute("UPDATE consumed SET gone = 12")
    assert (await disagreements_with_kafka(kafka.kafka, administrator))[POSITIONS] == [
        f"orders: billing.events/0 stands at 1, Kafka has 0 to {end} (another topic)",
        "fulfilment: billing.events/2 stands at 0, Kafka has 0 to 0: 12 were deleted before they were read",
    ]


async def test_where_kafka_is_away_nothing_is_said_to_be_right(administrator: Databases) -> None:
    for found in (await disagreements_with_kafka("127.0.0.1:1", administrator)).values():
        assert [one.partition(" (")[0] for one in found] == ["cannot be told: Kafka does not answer"]


async def _made(admin: AIOKafkaAdminClient) -> bool:
    """Kafka may still be at deleting the former one."""
    ((_, code, *_),) = (await admin.create_topics([NewTopic(TOPIC, 3, 1)])).topic_errors
    return bool(code == 0)


async def _relay(databases: Databases, kafka: Stack) -> None:
    rows = await databases["billing"].fetch("SELECT key, headers, value FROM outbox ORDER BY id")
    async with AIOKafkaProducer(bootstrap_servers=kafka.kafka) as producer:
        for row in rows:
            headers = [(name, value.encode()) for name, value in json.loads(row["headers"])]
            await producer.send_and_wait(TOPIC, row["value"], row["key"].encode(), partition=0, headers=headers)


async def _stand_at(databases: Databases, service: str, *, partition: int, at: int) -> None:
    await databases[service].execute(
        "INSERT INTO consumed (topic, partition, batch_start, next_offset) VALUES ($1, $2, 0, $3)", TOPIC, partition, at
    )


async def _count(databases: Databases, service: str) -> int:
    count: int = await databases[service].fetchval("SELECT count(*) FROM outbox")
    return count
