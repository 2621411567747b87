"""The processes a shop on this machine consists of, and the order in which they start."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterable, Mapping

from deploy.databases import service_url
from deploy.local import keys, observe
from deploy.local.assets import node_modules
from deploy.local.kafka import kafka
from deploy.local.owner import make_owner
from deploy.local.ports import find_free, require_free
from deploy.local.postgres import postgres
from deploy.local.process import Process
from deploy.local.settings import BACKOFFICE, LOOPBACK, PROGRAMS, LocalSettings
from deploy.local.supervisor import Supervisor
from deploy.prepare import prepare
from shared.older import waits_for_takeback
from shared.scopes import FILES, SERVICES

SETTLES_WITHIN_S = 20
A_YEAR_H = 365 * 24


async def start_shop(settings: LocalSettings, supervisor: Supervisor, replicas: Mapping[str, int]) -> None:
    """Returns when everything is ready, or waits for an operator."""
    require_free(settings.host, _ports(settings))
    supervisor.say("starting Kafka, PostgreSQL and the mailbox")
    servers = []
    if settings.kafka is None:
        servers.append(kafka_process(settings))
    if settings.postgres_url is None:
        servers.append(postgres_process(settings))
    processes, _ = await asyncio.gather(asyncio.gather(*servers), asyncio.to_thread(node_modules, settings))
    await supervisor.start([*processes, mailbox_process(settings)])
    await prepare(settings, supervisor.say)
    await make_owner(settings)
    supervisor.say("starting the services and the back office")
    # Together, but as two groups: the back office, which needs the services, stops before them.
    groups = {programs: _instances(settings, programs, replicas) for programs in (SERVICES, (BACKOFFICE,))}
    await asyncio.gather(*(supervisor.start(instances) for instances in groups.values()))


async def say_what_waits(supervisor: Supervisor) -> None:
    """Of each service that is up and not as it should be, such as one that waits for an operator."""
    asked = [(LOOPBACK, one.own_port, one.name) for one in supervisor.processes if one.own_port]
    healths = await asyncio.gather(*(observe.health(*one) for one in asked))
    waiting = {name: health.told for (_, _, name), health in zip(asked, healths, strict=True)}
    for told in observe.told_together(waiting):
        supervisor.say(told)


def _instances(settings: LocalSettings, programs: Iterable[str], replicas: Mapping[str, int]) -> list[Process]:
    return [
        service_process(settings, program, f"{program}-{number}")
        for program in programs
        for number in range(1, replicas.get(program, 1) + 1)
    ]


def _ports(settings: LocalSettings) -> dict[str, int]:
    """Those this machine must have free, by the variable that sets each."""
    names = [f"{program}_port" for program in PROGRAMS] + ["mailbox_smtp_port", "mailbox_http_port"]
    if settings.kafka is None:
        names += ["kafka_port", "kafka_controller_port"]
    if settings.postgres_url is None:
        names += ["postgres_port"]
    return {f"BACKSHOP_{name.upper()}": getattr(settings, name) for name in names}


async def kafka_process(settings: LocalSettings) -> Process:
    return await kafka(
        data=settings.data / "kafka",
        log=settings.logs / "kafka.log",
        host=LOOPBACK,
        port=settings.kafka_port,
        controller_port=settings.kafka_controller_port,
        cache=settings.cache,
        java=settings.java,
    )


async def postgres_process(settings: LocalSettings) -> Process:
    return await postgres(
        data=settings.data / "postgres",
        log=settings.logs / "postgres.log",
        host=LOOPBACK,
        port=settings.postgres_port,
        password=keys.password(settings.state, "postgres"),
        programs=settings.postgres_bin,
    )


def mailbox_process(settings: LocalSettings) -> Process:
    return _python(
        settings,
        "mailbox",
        "deploy.local.mailbox",
        (settings.host, settings.mailbox_http_port),
        {
            "BACKSHOP_MAILBOX_SMTP_PORT": str(settings.mailbox_smtp_port),
            "BACKSHOP_MAILBOX_HTTP_PORT": str(settings.mailbox_http_port),
            "BACKSHOP_MAILBOX_DIR": str(settings.data / "mailbox"),
        },
    )


def service_process(settings: LocalSettings, service: str, instance: str) -> Process:
    """Of a service or the back office, whose packages are fetched by now."""
    environment = {
        "BACKSHOP_DATABASE_URL": service_url(settings, service),
        "BACKSHOP_KAFKA": settings.bootstrap_servers,
        "BACKSHOP_PORT": str(settings.port(service)),
        "BACKSHOP_TOKEN_PUBLIC_KEY": keys.public_key(settings.state),
        "BACKSHOP_INSTANCE": instance,
        "BACKSHOP_ROLE": "all",
    }
    if service == "notifier":
        environment |= {
            "BACKSHOP_SMTP_HOST": settings.host,
            "BACKSHOP_SMTP_PORT": str(settings.mailbox_smtp_port),
            "BACKSHOP_BILLING_URL": settings.url("billing"),
            "BACKSHOP_ORDERS_URL": settings.url("orders"),
            **_of_links(settings),
            "BACKSHOP_BILLING_TOKEN": keys.mint_token(
                settings.state, subject="notifier", scopes=(FILES,), ttl_h=A_YEAR_H
            ),
        }
    if service == BACKOFFICE:
        environment |= _of_backoffice(settings)
    # Its replicas listen on the port of the service too.
    own_port = find_free(LOOPBACK)
    environment["BACKSHOP_OWN_PORT"] = str(own_port)
    return _python(settings, instance, f"services.{service}", (LOOPBACK, own_port), environment, own_port=own_port)


def _of_backoffice(settings: LocalSettings) -> dict[str, str]:
    """It alone gets the key that signs tokens: those of staff carry what their roles may do."""
    return {
        "BACKSHOP_TOKEN_PRIVATE_KEY": keys.private_key(settings.state),
        "BACKSHOP_SECRET": keys.password(settings.state, "backoffice-secret"),
        "BACKSHOP_NODE_MODULES": str(node_modules(settings)),
        **_of_links(settings),
        "BACKSHOP_MAILBOX_URL": f"http://{settings.host}:{settings.mailbox_http_port}",
        **{f"BACKSHOP_{service.upper()}_URL": settings.url(service) for service in SERVICES},
    }


def _of_links(settings: LocalSettings) -> dict[str, str]:
    """For the notifier, which makes the links that customers are sent, and the back office, where they lead."""
    secret = keys.password(settings.state, "links")
    return {
        "BACKSHOP_LINK_SECRETS": json.dumps({"k1": secret}),
        "BACKSHOP_PUBLIC_URL": settings.public_url or settings.url(BACKOFFICE),
    }


def _python(
    settings: LocalSettings,
    name: str,
    module: str,
    asked: tuple[str, int],
    environment: Mapping[str, str],
    *,
    own_port: int | None = None,
) -> Process:
    return Process(
        name,
        [sys.executable, "-m", module],
        log=settings.logs / f"{name}.log",
        ready=Settled(*asked, name),
        environment=_inherited() | {"BACKSHOP_HOST": settings.host} | dict(environment),
        own_port=own_port,
    )


class Settled:
    """Whether a process is ready and, unless that takes long, waits for nothing, such as its partitions.

    One that is older than what it has announced is closed until an operator takes that back, for which it must be up:
    it is as ready as it gets.
    """

    def __init__(self, host: str, port: int, name: str) -> None:
        self._asked = (host, port, name)
        self._ready_since: float | None = None

    async def __call__(self) -> bool | str:
        health = await observe.health(*self._asked)
        if not health.is_up:
            self._ready_since = None
            return "; ".join(health.told) or False
        self._ready_since = self._ready_since or time.monotonic()
        if not health.told or any(map(waits_for_takeback, health.told)):
            return True
        return time.monotonic() - self._ready_since > SETTLES_WITHIN_S or "; ".join(health.told)


def _inherited() -> dict[str, str]:
    """Our own environment without what only the administrator may know."""
    secrets = {"BACKSHOP_POSTGRES_URL", *(f"BACKSHOP_{program.upper()}_PASSWORD" for program in PROGRAMS)}
    return {name: value for name, value in os.environ.items() if name not in secrets}
