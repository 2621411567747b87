"""What a check names while the shop works may be under way only: what stands at each of its looks is wrong.

Services hear of each other's work a moment later, so a look finds an order that billing has not read of yet. The next
one does not, or finds another. What is left at the end stands, unless a service has not even read yet what was there at
the first look: then that is told, and nothing is decided.
"""

import asyncio
import re
from typing import NamedTuple

import asyncpg
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from cli.agreement import Violations
from deploy.databases import Databases
from services.billing.app import service as billing
from services.fulfilment.app import service as fulfilment
from services.notifier.app import service as notifier
from services.orders.app import service as orders
from services.returns.app import service as returns
from shared.messaging.positions import STOPS, find_positions, judge
from shared.messaging.read_back import read_back
from shared.messaging.topics import Extent, ask_kafka, find_extents
from shared.transaction import Queries
from shared.waiting import Waits

COUNT_LIMIT_S = 60
HANDLED = {one.name: tuple(one.handlers) for one in (orders, billing, fulfilment, returns, notifier)}
"""The events that each service applies."""


def still(named: Violations, now: Violations) -> Violations:
    """What was named before and is named now, in the words of now."""
    return {
        rule: [text for text in found if about(text) in {about(one) for one in named.get(rule, ())}]
        for rule, found in now.items()
    }


def about(text: str) -> str:
    """What is wrong, without by how much: figures move while the shop works, but not what bears a number."""
    return _FIGURES.sub("…", text)


_FIGURES = re.compile(r"(?<![\w:+-])(?<!order )(?<!line )(?<!slip )(?<!return )-?\d+(?:\.\d+)?(?![\w:-])")


class Begun(NamedTuple):
    """What there was to do when it was looked first: how far the topics reached, and each outbox."""

    kafka: str
    extents: dict[TopicPartition, Extent]
    outboxes: dict[str, int]

    @classmethod
    async def note(cls, kafka: str, databases: Databases) -> "Begun":
        """Where Kafka does not answer, nobody reads it."""
        outboxes = {
            service: await database.fetchval("SELECT coalesce(max(id), 0) FROM outbox")
            for service, database in databases.items()
        }
        topics = {kind.topic for kinds in HANDLED.values() for kind in kinds}
        try:
            return cls(kafka, await ask_kafka(kafka, lambda client: find_extents(client, topics)), outboxes)
        except (KafkaError, OSError, Waits):
            return cls(kafka, {}, outboxes)

    async def left(self, databases: Databases) -> list[str]:
        """What of it is not done yet, in words, by service."""
        found = []
        for service in self.outboxes:
            database = databases[service]
            unsent = await database.fetchval("SELECT count(*) FROM outbox WHERE id <= $1", self.outboxes[service])
            if unsent:
                found.append(f"{service} has not sent {unsent} events yet")
            try:
                async with asyncio.timeout(COUNT_LIMIT_S):
                    unread = await self._unread(service, database)
            except TimeoutError:
                found.append(f"{service} has more to read than was counted in {COUNT_LIMIT_S} s")
            except (KafkaError, OSError, Waits) as error:
                found.append(f"{service}: what it has not read yet is not known, as Kafka does not answer ({error})")
            else:
                found += [f"{service} has not applied {unread} records yet"] * bool(unread)
        return found

    async def _unread(self, service: str, database: asyncpg.Connection) -> int:
        """Of those records that it applies: how far it has passed over others it writes down later."""
        topics = {kind.topic for kind in HANDLED[service]}
        positions = await find_positions(Queries(database))
        stretch = {}
        for place, extent in self.extents.items():
            position = positions.get(place)
            if place.topic in topics and judge(position, extent) not in STOPS:
                stretch[place] = max(position.next_offset if position else 0, extent.begin), extent.end
        applied = {kind.type_name().encode() for kind in HANDLED[service]}
        return sum([dict(one.headers).get("ce_type") in applied async for one in read_back(self.kafka, stretch)])
