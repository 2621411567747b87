"""The whole shop by its commands, as a person uses it: up, status, a crash, down."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from deploy.local.ports import find_free
from deploy.local.settings import PROGRAMS, REPOSITORY, LocalSettings
from deploy.local.state import State
from shared.scopes import SERVICES
from tests.support.stack import SETTINGS
from tests.support.waiting import until

PORTS = [name for name in LocalSettings.model_fields if name.endswith("_port")]
ALL = {"kafka", "postgres", "mailbox", "billing-2", *(f"{program}-1" for program in PROGRAMS)}


class Commands:
    """`backshop` on a state and ports of its own."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.said = ""
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("BACKSHOP_")}
        self._environment |= {f"BACKSHOP_{port.upper()}": str(find_free()) for port in PORTS}
        self._environment |= {"BACKSHOP_STATE": str(state), "BACKSHOP_CACHE": str(SETTINGS.cache)}

    def port(self, name: str) -> str:
        return self._environment[f"BACKSHOP_{name.upper()}"]

    async def run(self, *arguments: str) -> tuple[int, str]:
        """Exit code, and what it printed and complained of."""
        output = self.state / "output"
        with output.open("w") as file:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "cli",
                *arguments,
                cwd=REPOSITORY,
                env=self._environment,
                stdout=file,
                stderr=asyncio.subprocess.STDOUT,
            )
            code = await process.wait()
        return code, output.read_text()

    async def status(self) -> dict[str, dict[str, Any]]:
        """By process."""
        await self.run("status", "--json", str(self.state / "status.json"))
        processes = json.loads((self.state / "status.json").read_text())["processes"]
        return {one["process"]: one for one in processes}


@pytest.fixture(scope="module")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Commands]:
    commands = Commands(tmp_path_factory.mktemp("shop"))
    try:
        code, said = await commands.run("up", "--detach", "--replicas", "billing=2")
        assert code == 0, said
        assert "ready after" in said
        commands.said = said
        yield commands
    finally:
        await commands.run("down")


async def test_every_process_is_ready_and_shows_its_memory_and_lag(shop: Commands) -> None:
    table = await until(_all_are_ready, shop)
    assert table.splitlines()[0].split()[:5] == ["process", "pid", "ready", "memory_mb", "lag"]
    status = await until(_all_answer, shop)
    assert set(status) == ALL
    assert all(one["memory_mb"] > 10 for one in status.values())
    assert {status[f"{program}-1"]["outbox_age_s"] for program in PROGRAMS} == {0.0}


async def _all_are_ready(shop: Commands) -> str | None:
    code, table = await shop.run("status")
    return table if code == 0 else None


async def _all_answer(shop: Commands) -> dict[str, Any] | None:
    """Each is asked for a moment only, which on a busy machine may be too short."""
    status = await shop.status()
    return None if any(status[f"{program}-1"]["outbox_age_s"] is None for program in PROGRAMS) else status


async def test_up_names_the_back_office_and_the_password_to_sign_in_with(shop: Commands) -> None:
    kept = shop.state / "keys" / "owner.password"
    assert kept.stat().st_mode & 0o777 == 0o600
    line = next(line for line in shop.said.splitlines() if "Back office" in line)
    port = shop.port("backoffice_port")
    assert line == f"  Back office http://127.0.0.1:{port}  sign in as owner@shop.example with {kept.read_text()}"


async def test_a_second_up_on_the_same_state_is_refused(shop: Commands) -> None:
    for arguments in (["up"], ["up", "--detach"]):
        code, said = await shop.run(*arguments)
        assert code == 1
        assert said.startswith(f"backshop: a shop is already up on {shop.state}")
        assert said.count("\n") == 1


async def test_a_killed_service_comes_back_by_itself(shop: Commands) -> None:
    killed = (await shop.status())["returns-1"]["pid"]
    os.kill(killed, signal.SIGKILL)

    async def ready_again() -> bool:
        returns = (await shop.status()).get("returns-1")
        return returns is not None and returns["ready"] and returns["pid"] != killed

    await until(ready_again, seconds=60)
    _, log = await shop.run("logs", "supervisor")
    assert "returns-1 ended with exit code -9; starting it again in 1 s" in log


async def test_after_the_supervisor_was_killed_down_stops_what_it_left(shop: Commands) -> None:
    record = State(shop.state).read()
    assert record
    os.kill(record.supervisor.pid, signal.SIGKILL)
    code, said = await shop.run("down")
    assert code == 0
    assert "left over from a run that was killed" in said
    assert [one.name for one in record.processes if one.alive] == []
    assert (await shop.status()) == {}


async def test_what_was_up_starts_again_on_the_same_data(shop: Commands) -> None:
    code, said = await shop.run("up", "--detach")
    assert code == 0, said
    assert "billing-2" not in await shop.status()
    assert said.count("owner@shop.example") == 1
    assert (await shop.run("down")) == (0, "stopped\n")


async def test_the_back_office_stops_before_the_services_it_needs(shop: Commands) -> None:
    def time_of(text: str, log: str) -> str:
        lines = (shop.state / "logs" / f"{log}-1.log").read_text().splitlines()
        return next(line[:23] for line in reversed(lines) if text in line)

    backoffice = time_of("has stopped", "backoffice")
    assert all(backoffice <= time_of("is stopping", service) for service in SERVICES)
