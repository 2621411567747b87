"""Small programs that stand for a service, and a shop on the tests' own servers."""

import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from deploy.local.process import Process
from deploy.local.settings import LocalSettings
from deploy.prepare import prepare
from tests.deploy.backed_up import NAMES, databases, execute
from tests.support.stack import Stack

MakeProgram = Callable[..., Process]


@pytest.fixture
def program(tmp_path: Path) -> MakeProgram:
    """A program that runs this Python text; it is ready when it has written the file `<name>.ready`."""

    def make(name: str, text: str) -> Process:
        ready_file = tmp_path / f"{name}.ready"

        async def ready() -> bool:
            return ready_file.exists()

        return Process(
            name,
            [sys.executable, "-c", f"ready = {str(ready_file)!r}\n{text}"],
            log=tmp_path / f"{name}.log",
            ready=ready,
        )

    return make


@pytest.fixture
def settings(tmp_path: Path, postgres: Stack, kafka: Stack) -> LocalSettings:
    return LocalSettings(state=tmp_path, kafka=kafka.kafka, postgres_url=SecretStr(postgres.postgres_url()))


@pytest.fixture
async def shop(settings: LocalSettings, postgres: Stack) -> AsyncIterator[LocalSettings]:
    """The databases of every service, and no others when it is over."""
    await prepare(settings)
    for service in ("billing", "orders", "returns"):
        await execute(settings, service, "DELETE FROM idempotency_keys; TRUNCATE settings; DELETE FROM restored")
    yield settings
    for name in await databases(postgres) - NAMES:
        await postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    return tmp_path / "backups"
