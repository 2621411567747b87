"""A whole process of the ledger in this one, asked over HTTP as operators and orchestrators do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import httpx
from aiokafka.admin import NewTopic

from deploy.local.ports import find_free
from deploy.topics import PARTITIONS
from shared.postgres.migrate import migrate
from shared.process import Process
from shared.settings import ServiceSettings
from tests.messaging.ledger import service
from tests.messaging.on_kafka import administering
from tests.support.service import PUBLIC_KEY, token
from tests.support.stack import HOST, Stack
from tests.support.waiting import until

CREATE = (
    "CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY, order_id uuid, what text);"
    "CREATE TABLE mended (mended boolean)"
)


async def prepared(stack: Stack, name: str) -> str:
    """The address of a database for it; its topics are there then."""
    url = await stack.create_database(name)
    await migrate(url, service.name)
    await stack.execute(CREATE, name)
    async with administering(stack) as admin:
        await admin.create_topics([NewTopic(topic, PARTITIONS, 1) for topic in ("orders.events", "fulfilment.events")])
    return url


class Running:
    def __init__(self, process: Process, port: int, task: asyncio.Task[None]) -> None:
        self.process = process
        self.task = task
        self.http = httpx.AsyncClient(
            base_url=f"http://{HOST}:{port}", headers={"Authorization": f"Bearer {token()}"}, timeout=20
        )
        self.was_alive = True

    async def live(self) -> int:
        return (await self.http.get("/health/live")).status_code

    async def ready(self) -> tuple[int, dict[str, Any]]:
        answer = await self.http.get("/health/ready")
        return answer.status_code, answer.json()

    async def is_well(self) -> bool:
        try:
            code, body = await self.ready()
        except httpx.TransportError:
            return False
        return code == 200 and not body["waiting"]

    async def post(self, text: str) -> httpx.Response:
        return await self.http.post("/entries", json={"text": text}, headers={"Idempotency-Key": text})

    async def stays_alive(self, seconds: float) -> None:
        """Asked all the time, as an orchestrator does."""
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + seconds
        while loop.time() < give_up_at:
            answer = await self.http.get("/health/live")
            assert answer.status_code == 200, answer.text
            await asyncio.sleep(0.2)


@asynccontextmanager
async def running(stack: Stack, database: str, role: Literal["all", "api", "worker"] = "all") -> AsyncIterator[Running]:
    settings = ServiceSettings(
        database_url=database,
        kafka=stack.kafka,
        port=find_free(),
        token_public_key=PUBLIC_KEY,
        instance=f"ledger-{role}",
        role=role,
        session_timeout_ms=3000,
    )
    started = Process(service, settings)
    task = asyncio.create_task(started.run())
    observed = Running(started, settings.port, task)
    try:
        await until(_answers, observed)
        yield observed
    finally:
        started.stopping.set()
        await observed.http.aclose()
        await task


async def _answers(observed: Running) -> bool:
    try:
        return bool(await observed.live())
    except httpx.TransportError:
        return False
