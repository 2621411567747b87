"""What a process tells of itself: whether it lives, whether it is ready, and how far it is."""

import time
from collections.abc import Sequence

from shared.http.operations import Health, ServiceStatus
from shared.messaging import parked
from shared.messaging.guard import Guard
from shared.messaging.outbox import count_outbox
from shared.older import is_older
from shared.parts import Parts
from shared.postgres.standing import Standing
from shared.waiting import told_once

STALLED_S = 60
"""A consumer or relay that has not come round for so long, while its database answers, is not alive."""


class ProcessHealth:
    """Of one process, by its parts and how it stands with its database."""

    def __init__(self, parts: Parts, standing: Standing, guard: Guard) -> None:
        self.service = parts.service
        self.settings = parts.settings
        self.parts = parts
        self._standing = standing
        self._guard = guard

    async def alive(self) -> Health:
        """About this process alone: what it waits for elsewhere comes back by itself, and no restart helps."""
        problems_found = [f"the {name} has ended" for name, task in self.parts.tasks.items() if task.done()]
        stalled_before = time.monotonic() - STALLED_S
        stalled = self._stalled(stalled_before)
        # Of a database that is away, or was until now, a statement may not have come back yet.
        if stalled and not await self._standing.problem() and self._standing.failed_at < stalled_before:
            problems_found += stalled
        if self.parts.consumer and (stuck := self.parts.consumer.inbox.failures.stuck):
            problems_found.append(f"consumer: {stuck}")
        return self._health(problems_found)

    async def ready(self) -> Health:
        """Whether the HTTP API can do its work; of a process without one, whether the consumer can.

        What the consumer and the relay wait for is told beside: orders are taken while Kafka is away.
        """
        problem = await self._standing.problem()
        problems_found = [one for one in (problem, self.parts.database.closed) if one]
        if self.settings.role == "worker":
            problems_found += [f"consumer: {reason}" for reason in self.consumer_waits()]
        return self._health(problems_found, waiting=self._who_waits() + self._standing.trouble)

    async def status(self) -> ServiceStatus:
        ready = await self.ready()
        outbox = await self._standing.figure(count_outbox)
        kept = await self._standing.figure(parked.count_parked)
        consumer = self.parts.consumer
        lag = await consumer.lag() if consumer else None
        return ServiceStatus(
            service=self.service.name,
            instance=self.settings.instance,
            ready=not ready.problems,
            waiting=ready.problems + [one for one in ready.waiting if one not in ready.problems],
            lag=lag.records if lag else None if self._consumes else 0,
            lag_age_s=round(lag.age_s, 3) if lag else 0,
            partitions=len(consumer.partitions.assigned) if consumer else 0,
            fenced=consumer.fenced if consumer else 0,
            outbox=outbox.events if outbox else None,
            outbox_age_s=round(outbox.age_s, 3) if outbox else None,
            parked=kept[parked.ParkedState.PARKED] if kept else None,
            dead_letters=kept[parked.ParkedState.DEAD] if kept else None,
            unknown=self._guard.unknown,
            skipped=dict(consumer.skipped.types) if consumer else {},
        )

    def consumer_waits(self) -> list[str]:
        """But for a database that is older than what was announced: that all wait for it is told once, as a problem."""
        if not self._consumes:
            return []
        consumer, waiting = self.parts.consumer, self.parts.waits.get("consumer")
        if waiting and waiting.reason:
            return [] if is_older(waiting.reason) else [waiting.reason]
        told = [reason for reason in (consumer.status.reasons if consumer else []) if not is_older(reason)]
        is_settling = not consumer or not consumer.partitions.assigned
        if is_settling and not self.parts.database.is_closed:
            told.append("no partition is assigned yet")
        return told

    @property
    def _consumes(self) -> bool:
        return self.settings.role != "api" and bool(self.service.handlers)

    def _stalled(self, before: float) -> list[str]:
        consumer, relay = self.parts.consumer, self.parts.relay
        rounds = {"consumer": consumer and consumer.last_poll, "relay": relay and relay.last_round}
        return [
            f"the {name} makes no progress"
            for name, at in rounds.items()
            if at and at < before and not self.parts.waits[name].reason
        ]

    def _who_waits(self) -> list[str]:
        consumer = [("consumer", reason) for reason in self.consumer_waits()]
        others = [(name, one.reason) for name, one in self.parts.waits.items() if one.reason and name != "consumer"]
        return told_once((name, reason) for name, reason in consumer + others if not is_older(reason))

    def _health(self, found: list[str], *, waiting: Sequence[str] = ()) -> Health:
        return Health(service=self.service.name, instance=self.settings.instance, problems=found, waiting=list(waiting))
