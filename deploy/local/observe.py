"""What the processes of a running stack say about themselves."""

import asyncio
import contextlib
import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, NamedTuple

import psutil
from pydantic import BaseModel

from deploy.local import kafka, keys, postgres
from deploy.local.settings import LOOPBACK, PROGRAMS, LocalSettings
from deploy.local.state import Running
from shared.in_time import NotInTime, within
from shared.older import is_older

PATIENCE_S = 3
SERVER_ANSWERS_S = 1


class Observation(BaseModel):
    process: str
    pid: int
    ready: bool
    memory_mb: int
    lag: int | None = None
    lag_age_s: float | None = None
    outbox_age_s: float | None = None
    parked: int | None = None
    dead_letters: int | None = None
    waiting: list[str] = []
    skipped: dict[str, int] = {}


async def observe(settings: LocalSettings, running: Sequence[Running]) -> list[Observation]:
    """One of each; what has ended is not ready until it was started again."""
    programs = [one for one in running if one.service in PROGRAMS]
    servers, *answers = await asyncio.gather(_servers(settings, running), *(_status(settings, one) for one in programs))
    statuses = {one.name: status for one, status in zip(programs, answers, strict=True)}
    return [_observation(one, statuses.get(one.name), servers.get(one.name)) for one in running]


class Health(NamedTuple):
    """Of one process: whether it is up, and all that is not as it should be, in words."""

    is_up: bool
    told: list[str]


async def health(host: str, port: int, instance: str) -> Health:
    """One that is older than what it has announced is up: it waits for an operator, who needs it."""
    code, answer = await ask(host, port, "/health/ready")
    if not code or answer.get("instance", instance) != instance:  # somebody else in its place
        return Health(is_up=False, told=[])
    problems: list[str] = answer.get("problems", [])
    is_up = code == 200 or bool(problems and all(map(is_older, problems)))
    return Health(is_up, [*problems, *answer.get("waiting", [])])


def told_together(waiting: Mapping[str, Sequence[str]]) -> list[str]:
    """By process, what it waits for; in a line each, with all that wait for the same."""
    who: dict[str, list[str]] = {}
    for process, told in waiting.items():
        for one in dict.fromkeys(told):
            who.setdefault(one, []).append(process)
    return [f"{', '.join(names)} wait{'s' if len(names) == 1 else ''}: {told}" for told, names in who.items()]


async def _servers(settings: LocalSettings, running: Sequence[Running]) -> dict[str, bool]:
    """Of those that are no services, by name; one that is frozen is not waited for."""
    asked: dict[str, Callable[[], Coroutine[Any, Any, bool]]] = {
        "kafka": lambda: kafka.answers(LOOPBACK, settings.kafka_port, limit_s=SERVER_ANSWERS_S),
        "postgres": lambda: postgres.answers(
            LOOPBACK,
            settings.postgres_port,
            keys.password(settings.state, "postgres"),
            limit_s=SERVER_ANSWERS_S,
        ),
        "mailbox": lambda: _is_ready(settings.host, settings.mailbox_http_port, "mailbox"),
    }

    async def answers(name: str) -> bool:
        try:
            return await within(2 * SERVER_ANSWERS_S, asked[name]())
        except NotInTime:
            return False

    names = [one.name for one in running if one.name in asked]
    return dict(zip(names, await asyncio.gather(*map(answers, names)), strict=True))


async def _is_ready(host: str, port: int, instance: str) -> bool:
    return (await health(host, port, instance)).is_up


def _observation(one: Running, status: dict[str, Any] | None, server_ready: bool | None) -> Observation:
    is_ready = bool(status and status["ready"]) if server_ready is None else server_ready
    silent = [] if is_ready or status else ["it does not answer"]
    return Observation.model_validate(
        {"waiting": silent}
        | (status or {})
        | {"process": one.name, "pid": one.pid, "ready": is_ready, "memory_mb": _memory_mb(one.pid)}
    )


async def _status(settings: LocalSettings, one: Running) -> dict[str, Any] | None:
    """Each is asked by itself: that one is frozen says nothing of its replicas."""
    token = keys.mint_token(settings.state, subject="status", scopes=["operations:read"], ttl_h=0.1)
    host, port = (LOOPBACK, one.own_port) if one.own_port else (settings.host, settings.port(one.service))
    (code, status), (health_code, health) = await asyncio.gather(
        ask(host, port, "/operations/status", token), ask(host, port, "/health/ready")
    )
    if code == 200:
        return status
    if not health_code:
        return None
    # As where its database is away, which it says without.
    return {"ready": False, "waiting": health["problems"] + health.get("waiting", [])}


async def ask(
    host: str, port: int, path: str, token: str | None = None, *, limit_s: float | None = None
) -> tuple[int, dict[str, Any]]:
    """Code 0 when nobody answers."""
    request = f"GET {path} HTTP/1.0\r\nHost: {host}:{port}\r\n"
    if token:
        request += f"Authorization: Bearer {token}\r\n"
    try:
        async with asyncio.timeout(limit_s or PATIENCE_S):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(f"{request}\r\n".encode())
                head, _, body = (await reader.read()).partition(b"\r\n\r\n")
            finally:
                writer.close()
        return int(head.split()[1]), json.loads(body)
    except (OSError, ValueError, IndexError, TimeoutError):
        return 0, {}


def _memory_mb(pid: int) -> int:
    """Resident; of PostgreSQL's many processes, what they share is counted once."""
    try:
        process = psutil.Process(pid)
        children = process.children(recursive=True)
        if not children:
            return round(process.memory_info().rss / 2**20)
    except psutil.Error:
        return 0
    size = 0
    for one in (process, *children):
        with contextlib.suppress(psutil.Error):  # a session may end meanwhile
            size += one.memory_full_info().pss
    return round(size / 2**20)
