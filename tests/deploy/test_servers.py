"""The embedded PostgreSQL and Kafka start again from whatever state a crash left."""

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from tests.support.stack import Stack


async def test_what_postgres_had_committed_is_there_after_it_was_killed(own_stack: Stack) -> None:
    url = await own_stack.create_database("kept")
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE parcel AS SELECT 'BX-17' AS number")
    own_stack.kill_postgres()
    await own_stack.start_postgres()
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("SELECT number FROM parcel") == "BX-17"
    await connection.close()


async def test_what_kafka_had_acknowledged_is_there_after_it_was_killed(own_stack: Stack) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=own_stack.kafka)
    await admin.start()
    await admin.create_topics([NewTopic("kept", 1, 1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=own_stack.kafka, acks="all")
    await producer.start()
    await producer.send_and_wait("kept", b"BX-17")
    await producer.stop()

    own_stack.kill_kafka()
    await own_stack.start_kafka()

    consumer = AIOKafkaConsumer(bootstrap_servers=own_stack.kafka, auto_offset_reset="earliest")
    await consumer.start()
    consumer.assign([TopicPartition("kept", 0)])
    assert (await consumer.getone()).value == b"BX-17"
    await consumer.stop()
