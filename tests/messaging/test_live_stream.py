"""The back office's stream on a real Kafka: where its place is lost it starts over, and pages look at everything."""

from collections.abc import AsyncIterator
from functools import partial

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import RecordsToDelete

from services.backoffice.web import live as live_stream
from services.backoffice.web.live import EVERYTHING, Live
from shared.loops import for_ever
from shared.waiting import Waiting
from tests.messaging.ledger import Ledger
from tests.messaging.on_kafka import administering, fill, make_anew
from tests.support.stack import Stack
from tests.support.waiting import until


class Heard(Live):
    """What would go to pages; `places` counts how often everything was to be looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.hints: set[str] = set()
        self.places = 0
        self._wanted.set()

    def publish(self, changed: set[str]) -> None:
        super().publish(changed)
        self.hints |= changed
        self.places += EVERYTHING in changed


@pytest.fixture
async def heard(
    ledger: Ledger,
    kafka: Stack,
    topic: str,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Heard]:
    """A stream of a topic that there is, and of one that is missing."""
    monkeypatch.setattr(live_stream, "AREAS", {topic: "orders", f"{topic}.missing": "billing"})
    monkeypatch.setattr(live_stream, "backoffice_settings", lambda: kafka)
    monkeypatch.setattr(live_stream, "LOOK_EVERY_S", 0.1)
    live = Heard()
    following = for_ever(partial(live.follow, ledger.database), Waiting("follow"))
    await until(_looks_at_everything, live, 1)
    yield live
    following.cancel()


async def test_a_topic_made_anew_with_more_records_is_followed_from_its_end(
    heard: Heard,
    kafka: Stack,
    topic: str,
    producer: AIOKafkaProducer,
) -> None:
    await fill(producer, 1)
    await until(_has_hints, heard, 4)
    await make_anew(kafka, topic)
    await fill(producer, 3, first=10)
    await until(_looks_at_everything, heard, 2)
    hints = len(heard.hints)
    await until(_follows, heard, producer, hints)


async def test_where_records_are_deleted_before_they_are_read_everything_is_looked_at(
    heard: Heard,
    kafka: Stack,
    topic: str,
    producer: AIOKafkaProducer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await fill(producer, 1)
    await until(_has_hints, heard, 4)
    monkeypatch.setattr(live_stream, "LOOK_EVERY_S", 3600)
    looked = heard.places
    async with administering(kafka) as admin:
        while heard.places == looked:
            await fill(producer, 3, first=10)
            await admin.delete_records(
                {TopicPartition(topic, partition): RecordsToDelete(-1) for partition in range(3)}
            )
    hints = len(heard.hints)
    await until(_follows, heard, producer, hints)


async def _looks_at_everything(heard: Heard, times: int) -> bool:
    return heard.places >= times


async def _has_hints(heard: Heard, count: int) -> bool:
    return len(heard.hints) >= count


async def _follows(heard: Heard, producer: AIOKafkaProducer, hints: int) -> bool:
    await fill(producer, 1, first=100)
    return len(heard.hints) > hints
