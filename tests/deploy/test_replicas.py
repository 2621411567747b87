"""Two processes of a service behind one port: each is told by itself, and one that is frozen hides nobody."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cli import offsets, parked
from cli import status as show
from deploy.local import answering, keys, observe, shop
from deploy.local.ports import find_free
from deploy.local.process import Process
from deploy.local.settings import LOOPBACK, LocalSettings
from deploy.local.shop import Settled, say_what_waits
from deploy.local.state import State
from deploy.local.supervisor import Supervisor
from deploy.problem import Problem
from shared.older import older
from tests.support.waiting import until

REPLICA = """
import asyncio, json, sys
from fastapi import FastAPI, Response
from shared.http.server import serving

name, port, own_port, code, problems, waiting = json.loads(sys.argv[1])
api = FastAPI()
health = {"instance": name, "problems": problems, "waiting": waiting}

@api.get("/health/live")
async def live(): return health

@api.get("/health/ready")
async def ready(response: Response):
    response.status_code = code
    return health

@api.get("/operations/status")
async def status():
    return health | {"ready": not problems, "lag": 3, "waiting": problems + waiting}

@api.get("/operations/offsets")
@api.get("/operations/parked")
async def items(): return {"items": [], "next": None}

async def main():
    async with serving(api, host="127.0.0.1", port=port, own_port=own_port):
        await asyncio.Event().wait()

asyncio.run(main())
"""
CLOSED = older("billing", 6)
STOPPED = "consumer: orders.events, partition 3, is not read: see `backshop offsets show billing`"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalSettings:
    monkeypatch.setattr(keys, "mint_token", lambda *about, **more: "a token")
    return LocalSettings(state=tmp_path, billing_port=find_free())


def replica(
    settings: LocalSettings,
    name: str,
    *,
    code: int = 200,
    problems: tuple[str, ...] = (),
    waiting: tuple[str, ...] = (),
) -> Process:
    own_port = find_free()
    about = json.dumps([name, settings.billing_port, own_port, code, problems, waiting])
    return Process(
        name,
        [sys.executable, "-c", REPLICA, about],
        log=settings.logs / f"{name}.log",
        ready=Settled(LOOPBACK, own_port, name),
        own_port=own_port,
    )


@asynccontextmanager
async def up(settings: LocalSettings, *processes: Process) -> AsyncIterator[list[str]]:
    """What `backshop up` says of those that wait once they are up."""
    said: list[str] = []
    supervisor = Supervisor(State(settings.state), said.append)
    try:
        await supervisor.start(processes)
        await say_what_waits(supervisor)
        yield said
    finally:
        for process in processes:
            if process.running:
                os.kill(process.pid or 0, signal.SIGCONT)
        await supervisor.stop()


async def test_of_two_replicas_one_is_frozen_and_the_other_tells_all_there_is(
    settings: LocalSettings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(answering, "ANSWERS_S", 0.5)
    monkeypatch.setattr(observe, "PATIENCE_S", 1)
    frozen, other = replica(settings, "billing-1"), replica(settings, "billing-2")
    async with up(settings, frozen, other):
        os.kill(frozen.pid or 0, signal.SIGSTOP)
        record = State(settings.state).read()
        assert record
        first, second = await observe.observe(settings, record.processes)
        assert (first.process, first.ready, first.waiting) == ("billing-1", False, ["it does not answer"])
        assert (second.process, second.ready, second.waiting, second.lag) == ("billing-2", True, [], 3)

        for _ in range(4):  # the shared port would have given some of these to the frozen one
            assert await answering.address(settings, "billing") == f"http://{LOOPBACK}:{other.own_port}"
        assert await command(offsets, settings, "show", "billing") == 0
        assert await command(parked, settings, "list", "--service", "billing") == 0
        assert "nothing is parked" in capsys.readouterr().out

        os.kill(other.pid or 0, signal.SIGSTOP)
        with pytest.raises(Problem, match="billing does not answer; `backshop status` shows what is up"):
            await answering.address(settings, "billing")
        async with asyncio.timeout(4):
            assert await command(offsets, settings, "show", "billing") == 1
            assert await command(parked, settings, "list", "--service", "billing") == 1
        silent = "billing does not answer; `backshop status` shows what is up"
        assert capsys.readouterr().err.splitlines() == [
            f"backshop: what billing has read is not known: {silent}",
            f"backshop: what billing has parked is not known: {silent}",
        ]


async def command(named: object, settings: LocalSettings, *words: str) -> int:
    args = parked.argparse.ArgumentParser()
    named.add_arguments(args)  # type: ignore[attr-defined]
    chosen = args.parse_args(words)
    code: int = named.told(chosen, await named._run(settings, chosen))  # type: ignore[attr-defined]
    return code


async def test_a_shop_comes_up_at_once_though_replicas_wait_for_what_is_to_be_taken_back(
    settings: LocalSettings,
) -> None:
    closed = [replica(settings, f"billing-{n}", code=503, problems=(CLOSED,)) for n in (1, 2)]
    async with asyncio.timeout(shop.SETTLES_WITHIN_S), up(settings, *closed) as said:
        assert said == [f"billing-1, billing-2 wait: {CLOSED}"]


async def test_a_shop_comes_up_though_partitions_are_not_read_until_an_operator_decides(
    settings: LocalSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop, "SETTLES_WITHIN_S", 0.2)
    async with up(settings, *(replica(settings, f"billing-{n}", waiting=(STOPPED,)) for n in (1, 2))) as said:
        assert said == [f"billing-1, billing-2 wait: {STOPPED}"]


async def test_of_one_that_is_not_ready_in_time_it_is_said_what_it_waits_for(settings: LocalSettings) -> None:
    locked = replica(settings, "billing-1", code=503, problems=("statements hang", CLOSED))
    locked.start()
    try:
        await until(_tells, locked)
        with pytest.raises(Problem, match="^billing-1 was not ready after 0 s: statements hang; billing is older than"):
            await locked.wait_until_ready(limit_s=0)
    finally:
        locked.kill()


async def _tells(process: Process) -> bool:
    return (await observe.health(LOOPBACK, process.own_port or 0, process.name)).told != []


def test_what_several_wait_for_is_one_line_with_who_waits() -> None:
    waiting = {"orders-1": ["a", "b"], "kafka": [], "billing-1": ["b"]}
    assert observe.told_together(waiting) == ["orders-1 waits: a", "orders-1, billing-1 wait: b"]
    assert show.told_together is observe.told_together
