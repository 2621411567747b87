"""A whole shop for journeys and faults: real processes, each of which a test may kill and start again."""

import asyncio
import json
import os
import shutil
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord
from uuid_utils.compat import uuid7

from cli.check import find_violations
from deploy.databases import service_url
from deploy.local import keys
from deploy.local.assets import node_modules
from deploy.local.owner import make_owner
from deploy.local.ports import find_free
from deploy.local.process import Process
from deploy.local.settings import BACKOFFICE, LocalSettings
from deploy.local.shop import kafka_process, mailbox_process, postgres_process, service_process
from deploy.local.state import State
from deploy.prepare import prepare
from shared.cloudevents import pack
from shared.schemas.event import Event
from shared.schemas.orders import CommandRejected
from shared.scopes import SERVICES
from tests.support.packed import headers_of
from tests.support.stack import SETTINGS, TEST_STATES, start
from tests.support.waiting import until

FOR_TESTS = {
    # Each test counts the mails that it is about; those with documents and about shipments have their own tests.
    **{f"BACKSHOP_MAILS_{kind}": "false" for kind in ("ABOUT_DOCUMENTS", "SHIPPED", "PARTLY_SHIPPED", "SENT_AGAIN")},
    "BACKSHOP_STEADY_AGAIN_S": "3",  # nothing waits half a minute for what is done by the clock
}
"""What services are set to where the environment does not say otherwise."""

PORTS = [name for name in LocalSettings.model_fields if name.endswith("_port")]


class Shop:
    """Kafka, PostgreSQL, a mailbox and the services, by name: `kafka`, `postgres`, `mailbox`, `billing-1`, ...

    The back office, `backoffice-1`, for those who ask for it.
    """

    def __init__(self, name: str) -> None:
        ports: dict[str, Any] = {port: find_free() for port in PORTS}
        directory = TEST_STATES / f"{os.getpid()}-{name}"
        self.settings = LocalSettings(state=directory, cache=SETTINGS.cache, kafka=None, postgres_url=None, **ports)
        self.state = State(directory)
        self.processes: dict[str, Process] = {}
        self.http = httpx.AsyncClient(headers=self.bearer(), timeout=30)

    async def start(self, *, backoffice: bool = False) -> None:
        kafka, postgres = await asyncio.gather(kafka_process(self.settings), postgres_process(self.settings))
        await asyncio.gather(self.add(kafka), self.add(postgres))
        self._know(mailbox_process(self.settings))
        await prepare(self.settings)
        for service in SERVICES:
            self._know(self.service(service, f"{service}-1"))
        if backoffice:
            await asyncio.to_thread(node_modules, self.settings)
            await make_owner(self.settings)
            self._know(self.service(BACKOFFICE, f"{BACKOFFICE}-1"))
        await asyncio.gather(*(self.restart(name) for name in self.processes if name not in ("kafka", "postgres")))

    async def stop(self) -> None:
        await self.http.aclose()
        servers = [self.processes.pop(name) for name in ("kafka", "postgres") if name in self.processes]
        await asyncio.gather(*(process.stop() for process in self.processes.values()))
        await asyncio.gather(*(process.stop() for process in servers))
        shutil.rmtree(self.state.directory, ignore_errors=True)

    def kill(self, name: str) -> None:
        """As `kill -9` does."""
        self.processes[name].kill()

    def pause(self, name: str) -> None:
        """It answers nothing until it may go on."""
        os.kill(self._pid(name), signal.SIGSTOP)

    def go_on(self, name: str) -> None:
        os.kill(self._pid(name), signal.SIGCONT)

    async def restart(self, name: str) -> None:
        """Start what was killed or stopped, and wait until it is ready."""
        await start(self.processes[name], lambda: self.state.write(self.processes.values()))

    async def add(self, process: Process) -> None:
        """Start another process, and wait until it is ready."""
        self._know(process)
        await self.restart(process.name)

    def service(self, service: str, name: str) -> Process:
        """A process of it in the environment of now, which is known once it is added."""
        with pytest.MonkeyPatch.context() as environment:
            for variable, value in FOR_TESTS.items():
                environment.setenv(variable, os.environ.get(variable, value))
            return service_process(self.settings, service, name)

    async def remove(self, name: str) -> None:
        await self.processes.pop(name).stop()

    def bearer(self, scopes: str | None = None) -> dict[str, str]:
        given = {} if scopes is None else {"scopes": scopes.split()}
        return {"Authorization": f"Bearer {keys.mint_token(self.settings.state, subject='alice', **given)}"}

    async def get(self, service: str, path: str, **query: Any) -> Any:
        answer = await self.http.get(f"{self.settings.url(service)}{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(
        self, service: str, path: str, body: Any, *, key: str | None = None, version: int | None = None
    ) -> httpx.Response:
        headers = {"Idempotency-Key": key or str(uuid7())} | ({} if version is None else {"If-Match": f'"{version}"'})
        return await self.http.post(f"{self.settings.url(service)}{path}", json=body, headers=headers)

    async def query(self, service: str, sql: str, *args: Any) -> list[asyncpg.Record]:
        """Ask a service's database."""
        connection = await asyncpg.connect(service_url(self.settings, service))
        try:
            return await connection.fetch(sql, *args)
        finally:
            await connection.close()

    async def mails(self) -> list[dict[str, Any]]:
        answer = await self.http.get(
            f"http://{self.settings.host}:{self.settings.mailbox_http_port}/messages", params={"limit": 1000}
        )
        found: list[dict[str, Any]] = answer.json()
        return found

    async def status(self, service: str) -> dict[str, Any]:
        """Once it answers in time, which on a busy machine it may not at once."""
        found: dict[str, Any] = await until(self._status, service)
        return found

    async def _status(self, service: str) -> dict[str, Any] | None:
        answer = await self.http.get(f"{self.settings.url(service)}/operations/status")
        assert answer.status_code in (200, 503), answer.text
        found: dict[str, Any] = answer.json()
        return found if answer.status_code == 200 else None

    async def send(self, *events: Event) -> None:
        """Publish as another team would."""
        async with AIOKafkaProducer(bootstrap_servers=self.settings.bootstrap_servers, acks="all") as producer:
            for event in events:
                packed = pack(event, None)
                await producer.send(
                    event.topic, key=packed.key.encode(), value=packed.value, headers=headers_of(packed)
                )
            await producer.flush()

    async def rejection_of(self, order_id: UUID) -> dict[str, Any] | None:
        """The CommandRejected that answers a command of this order, if there is one by now."""
        return next((one for one in await self.rejections() if one["order_id"] == str(order_id)), None)

    async def rejections(self) -> list[dict[str, Any]]:
        """Every CommandRejected so far."""
        return [
            json.loads(record.value)
            for record in await self.records("orders.events")
            if dict(record.headers).get("ce_type") == CommandRejected.type_name().encode()
        ]

    async def records(self, topic: str) -> list[ConsumerRecord]:
        """All that a topic holds now."""
        found: list[ConsumerRecord] = []
        async with AIOKafkaConsumer(
            topic, bootstrap_servers=self.settings.bootstrap_servers, auto_offset_reset="earliest"
        ) as consumer:
            ends = await consumer.end_offsets(consumer.assignment())
            while any([await consumer.position(partition) < end for partition, end in ends.items()]):
                polled = await consumer.getmany(timeout_ms=100)
                found += [record for records in polled.values() for record in records]
        return found

    async def is_quiet(self, seconds: float = 120) -> None:
        """Wait until every service has handled everything, and prove the invariants."""
        for service in SERVICES:
            await until(self._has_no_lag, service, seconds=seconds)
        violations = {rule: found for rule, found in (await find_violations(self.settings)).items() if found}
        assert violations == {}, violations

    async def cancellation_settled(self, order_id: UUID) -> Any:
        order = await self.get("orders", f"/orders/{order_id}")
        return order["cancellation"] and order["cancellation"]["settled_at"]

    async def _has_no_lag(self, service: str) -> bool:
        if (status := await self._status(service)) is None:
            return False
        return bool(status["ready"]) and status["lag"] == 0 and status["lag_age_s"] < 0.1 and status["outbox"] == 0

    def _pid(self, name: str) -> int:
        pid = self.processes[name].pid
        assert pid
        return pid

    def _know(self, process: Process) -> None:
        self.processes[process.name] = process


@asynccontextmanager
async def telling_of_shipments(shop: Shop, *, replicas: int = 1) -> AsyncIterator[None]:
    """The notifier writes about what leaves, a second after it left; it is `notifier-1` to so many.

    What it was sending when it was killed is sent again after half a minute, not three.
    """
    names = [f"notifier-{number}" for number in range(1, replicas + 1)]
    with pytest.MonkeyPatch.context() as environment:
        for subject in ("SHIPPED", "PARTLY_SHIPPED", "SENT_AGAIN"):
            environment.setenv(f"BACKSHOP_MAILS_{subject}", "true")
        environment.setenv("BACKSHOP_MAILS_WAIT_S", "1")
        environment.setenv("BACKSHOP_SMTP_TIME_LIMIT_S", "5")
        await _start_anew(shop, ["notifier-1"], names)
    try:
        yield
    finally:
        await _start_anew(shop, names, ["notifier-1"])


@asynccontextmanager
async def running_shop(**wanted: Any) -> AsyncIterator[Shop]:
    """A shop that has just started; `wanted` are arguments of `start`."""
    shop = Shop(str(uuid7()))
    try:
        await shop.start(**wanted)
        yield shop
    finally:
        await shop.stop()


async def _start_anew(shop: Shop, old: Sequence[str], new: Sequence[str]) -> None:
    """In the environment of now."""
    for name in old:
        await shop.remove(name)
    for name in new:
        await shop.add(shop.service("notifier", name))
