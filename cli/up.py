"""`backshop up`: the whole shop on this machine, until Ctrl-C."""

import argparse
import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Coroutine
from typing import Any

from demo import offer, traces
from demo.filling import NotEmpty, fill
from demo.staff import sign_in_lines
from deploy.local import keys, owner
from deploy.local.settings import BACKOFFICE, PROGRAMS, LocalSettings
from deploy.local.shop import say_what_waits, start_shop
from deploy.local.state import State
from deploy.local.supervisor import Supervisor
from deploy.problem import Problem
from shared.scopes import SERVICES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--detach", action="store_true", help="return when all is ready; `down` stops it")
    parser.add_argument("--fresh", action="store_true", help="start empty: forget all orders, stock and messages")
    parser.add_argument(
        "--demo",
        action=argparse.BooleanOptionalAction,
        help="fill the empty shop with a made-up French one; on a terminal, a new shop asks unless this is said",
    )
    parser.add_argument(
        "--replicas",
        action="append",
        default=[],
        type=_replicas,
        metavar="SERVICE=N",
        help="run a service as N processes; may be repeated",
    )


def run(args: argparse.Namespace) -> int:
    settings = LocalSettings()
    if args.fresh and (settings.kafka or settings.postgres_url):
        raise Problem("--fresh empties the embedded Kafka and PostgreSQL only; unset BACKSHOP_KAFKA and _POSTGRES_URL")
    demo = offer.is_wanted(settings, args.demo, fresh=args.fresh)
    if args.detach:
        return _detach(settings, args, demo=demo)
    return asyncio.run(_stay(settings, dict(args.replicas), fresh=args.fresh, demo=demo))


async def _stay(settings: LocalSettings, replicas: dict[str, int], *, fresh: bool, demo: bool) -> int:
    began = time.monotonic()
    state = State(settings.state)
    state.hold()
    for name in await state.stop_orphans():
        _say(f"stopped {name}, left over from a run that was killed")
    if fresh:
        shutil.rmtree(settings.data, ignore_errors=True)

    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    supervisor = Supervisor(state, _say)
    try:
        if await _unless(stopped, start_shop(settings, supervisor, replicas)):
            _say(f"ready after {time.monotonic() - began:.1f} s")
            await _unless(stopped, _use(settings, supervisor, demo=demo))
        _say("stopping")
    finally:
        await supervisor.stop()
    _say("stopped")
    return 0


async def _use(settings: LocalSettings, supervisor: Supervisor, *, demo: bool) -> None:
    """For ever. What crashes while the shop is filled is started again too."""
    watching = asyncio.create_task(supervisor.watch())
    try:
        if demo:
            await _fill(settings)
        _welcome(settings, await owner.first_password(settings))
        await say_what_waits(supervisor)
        supervisor.is_ready()
        await watching
    finally:
        watching.cancel()


async def _fill(settings: LocalSettings) -> None:
    _say("filling the demo shop")
    try:
        await fill(settings, _say)
    except NotEmpty as refusal:  # the shop that is there can be used
        _say(str(refusal))


async def _unless(stopped: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Whether the work was done before somebody asked to stop."""
    working = asyncio.create_task(work)
    waiting = asyncio.create_task(stopped.wait())
    await asyncio.wait((working, waiting), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if working.done():
        await working
        return True
    working.cancel()
    await asyncio.wait((working,))
    return False


def _detach(settings: LocalSettings, args: argparse.Namespace, *, demo: bool) -> int:
    """Runs `up` in a session of its own and shows what it says until all is ready."""
    command = [sys.executable, "-m", "cli", "up"] + ["--fresh"] * args.fresh + ["--demo"] * demo
    command += [f"--replicas={service}={number}" for service, number in args.replicas]
    state = State(settings.state)
    state.hold()  # the log is that of the shop that is up, if one is
    log = settings.logs / "supervisor.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)  # it will hold a token
    state.release()
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=written, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        with log.open() as said:
            while True:
                ended = child.poll() is not None
                record = state.read()
                ready = record is not None and record.ready and record.supervisor.pid == child.pid
                print(said.read(), end="", flush=True)
                if ended or ready:
                    return child.returncode or 0
                time.sleep(0.1)  # it tells of itself in files alone, as it lives on without this command
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
        raise


def _welcome(settings: LocalSettings, password: str | None) -> None:
    sign_in = f"  sign in as {owner.EMAIL} with {password}" if password else ""
    print(f"\n  {'Back office':<12}{settings.public_url or settings.url(BACKOFFICE)}{sign_in}\n")
    if traces.is_filled(settings):
        print("\n".join(sign_in_lines(settings)) + "\n")
    elif traces.is_half_filled(settings):
        print(f"  {traces.HALF_FILLED}\n")
    addresses = {service: settings.url(service) for service in SERVICES}
    addresses["mailbox"] = f"http://{settings.host}:{settings.mailbox_http_port}"
    for name, url in addresses.items():
        print(f"  {name:<12}{url}")
    print(f"  {'Kafka':<12}{settings.bootstrap_servers}")
    print(f"\nA token for all of them, for {keys.DEFAULT_TTL_H:.0f} hours (`backshop token` makes others):\n")
    print(keys.mint_token(settings.state, subject="local"), flush=True)


def _replicas(text: str) -> tuple[str, int]:
    service, _, number = text.partition("=")
    if service not in PROGRAMS or not number.isdigit() or int(number) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not SERVICE=N; the services are {', '.join(PROGRAMS)}")
    return service, int(number)


def _say(text: str) -> None:
    print(f"backshop: {text}", flush=True)
