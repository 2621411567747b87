"""Which process of a service operators ask: one that answers, as one of several may be frozen."""

import asyncio
from collections.abc import Sequence

from deploy.local.observe import ask
from deploy.local.settings import LOOPBACK, LocalSettings
from deploy.local.state import State
from deploy.problem import Problem

ANSWERS_S = 1.5
ANSWER_S, LONG_S = 5, 600
"""What a service answers at once, be it that its database does not, and what reads through topics, has come by then."""

TRIES = 3
"""Of a port that replicas may share: a new connection may reach another of them."""


async def addresses(settings: LocalSettings, services: Sequence[str]) -> dict[str, str | None]:
    """By service; None of one that is silent: it is not asked in vain once more."""
    found = await asyncio.gather(*(_find(settings, service) for service in services))
    return dict(zip(services, found, strict=True))


async def address(settings: LocalSettings, service: str) -> str:
    """For what may take long: one that is silent is a Problem at once."""
    url = await _find(settings, service)
    if url is None:
        raise Problem(f"{service} does not answer; `backshop status` shows what is up")
    return url


async def _find(settings: LocalSettings, service: str) -> str | None:
    record = State(settings.state).read()
    own = [one.own_port for one in record.processes if one.service == service and one.own_port] if record else []
    if not own:
        tries = (_answers(settings.host, settings.port(service)) for _ in range(TRIES))
        return settings.url(service) if any(await asyncio.gather(*tries)) else None
    answering = await asyncio.gather(*(_answers(LOOPBACK, port) for port in own))
    return next((f"http://{LOOPBACK}:{port}" for port, does in zip(own, answering, strict=True) if does), None)


async def _answers(host: str, port: int) -> bool:
    code, _ = await ask(host, port, "/health/live", limit_s=ANSWERS_S)
    return bool(code)
