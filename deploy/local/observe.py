"""What the processes of a running stack say about themselves."""

import asyncio
import contextlib
import json
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

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


async def observe(settings: LocalSettings, running: Sequence[Running]) -> list[Observation]:
    """One of each; what has ended is not ready until it was started again."""
    instances = {program: [one.name for one in running if one.service == program] for program in PROGRAMS}
    asked = (_statuses(settings, service, names) for service, names in instances.items() if names)
    servers, *answers = await asyncio.gather(_servers(settings, running), *asked)
    statuses = {instance: status for answer in answers for instance, status in answer.items()}
    return [_observation(one, statuses.get(one.name), servers.get(one.name)) for one in running]


async def ready(host: str, port: int, instance: str) -> bool:
    """Whether this instance says so; a replica that shares the port may answer in its place, then it is no."""
    return await waits_for(host, port, instance) is not None


async def waits_for(host: str, port: int, instance: str) -> list[str] | None:
    """What this instance waits for although it is ready; None where it is not, or a replica answers in its place.

    One that is older than what it has announced waits for an operator, who needs it to be up.
    """
    code, answer = await _get(host, port, "/health/ready")
    problems: list[str] = answer.get("problems", [])
    if not code or (code != 200 and not (problems and all(is_older(one) for one in problems))):
        return None
    if answer.get("instance", instance) != instance:
        return None
    return [*problems, *answer.get("waiting", [])]


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
        "mailbox": lambda: ready(settings.host, settings.mailbox_http_port, "mailbox"),
    }

    async def answers(name: str) -> bool:
        try:
            return await within(2 * SERVER_ANSWERS_S, asked[name]())
        except NotInTime:
            return False

    names = [one.name for one in running if one.name in asked]
    return dict(zip(names, await asyncio.gather(*map(answers, names)), strict=True))


def _observation(one: Running, status: dict[str, Any] | None, server_ready: bool | None) -> Observation:
    is_ready = bool(status and status["ready"]) if server_ready is None else server_ready
    silent = [] if is_ready or status else ["it does not answer"]
    return Observation.model_validate(
        {"waiting": silent}
        | (status or {})
        | {"process": one.name, "pid": one.pid, "ready": is_ready, "memory_mb": _memory_mb(one.pid)}
    )


async def _statuses(settings: LocalSettings, service: str, instances: list[str]) -> dict[str, dict[str, Any]]:
    """By instance. They share a port, so each new connection reaches any of them."""
    token = keys.mint_token(settings.state, subject="status", scopes=["operations:read"], ttl_h=0.1)
    found: dict[str, dict[str, Any]] = {}
    for _ in range(20 * len(instances)):
        code, answer = await _get(settings.host, settings.port(service), "/operations/status", token)
        if code != 200:  # as where its database is away, which it says without
            code, answer = await _get(settings.host, settings.port(service), "/health/ready")
            if not code:
                break
            answer = {
                "instance": answer["instance"],
                "ready": False,
                "waiting": answer["problems"] + answer.get("waiting", []),
            }
        found[answer["instance"]] = answer
        if len(found) == len(instances):
            break
    return found


async def _get(host: str, port: int, path: str, token: str | None = None) -> tuple[int, dict[str, Any]]:
    """Code 0 when nobody answers."""
    request = f"GET {path} HTTP/1.0\r\nHost: {host}:{port}\r\n"
    if token:
        request += f"Authorization: Bearer {token}\r\n"
    try:
        async with asyncio.timeout(PATIENCE_S):
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
