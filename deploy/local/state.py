"""What is running: the processes of one stack by their ids, and the lock that keeps it to one supervisor."""

import asyncio
import fcntl
import os
import signal
from collections.abc import Iterable
from pathlib import Path

import psutil
from pydantic import BaseModel

from deploy.local.process import Process, wake
from deploy.problem import Problem


class Running(BaseModel):
    name: str
    pid: int
    started_at: float  # with the id, tells it from a later process that got the same id
    stop_signal: int
    own_port: int | None = None
    """Where it is reached whatever becomes of its replicas."""

    @property
    def service(self) -> str:
        """The service it is a process of, empty for Kafka, PostgreSQL and the mailbox."""
        return self.name.rpartition("-")[0]

    @property
    def alive(self) -> bool:
        try:
            process = psutil.Process(self.pid)
            return abs(process.create_time() - self.started_at) < 2 and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    async def stop(self, limit_s: float = 30) -> None:
        for number in (self.stop_signal, signal.SIGKILL):
            if self.alive:
                os.kill(self.pid, number)
                wake(self.pid)
            for _ in range(int(limit_s / 0.05)):
                if not self.alive:
                    return
                await asyncio.sleep(0.05)  # another's child can not be waited for


class Record(BaseModel):
    ready: bool
    supervisor: Running
    processes: list[Running]


class State:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._record = directory / "processes.json"
        self._lock: int | None = None

    def hold(self) -> None:
        """Keeps others off this state until this process ends, however it ends."""
        self.directory.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise Problem(
                f"a shop is already up on {self.directory}: stop it by `backshop down`, "
                "or set BACKSHOP_STATE and other ports for a second one"
            ) from None
        self._lock = lock

    def release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def write(self, processes: Iterable[Process], *, ready: bool = False) -> None:
        record = Record(
            ready=ready,
            supervisor=_running("supervisor", os.getpid(), signal.SIGTERM),
            processes=[
                _running(one.name, one.pid, one.stop_signal, one.own_port)
                for one in processes
                if one.pid and one.running
            ],
        )
        self.directory.mkdir(parents=True, exist_ok=True)
        new = self._record.with_suffix(".new")
        new.write_text(record.model_dump_json(indent=1))
        new.replace(self._record)

    def read(self) -> Record | None:
        try:
            return Record.model_validate_json(self._record.read_text())
        except FileNotFoundError:
            return None

    def forget(self) -> None:
        self._record.unlink(missing_ok=True)

    async def stop_orphans(self) -> list[str]:
        """What a killed supervisor left behind, last started first; returns the names."""
        record = self.read()
        if record is None or record.supervisor.alive:
            return []
        orphans = [one for one in reversed(record.processes) if one.alive]
        for one in orphans:
            await one.stop()
        self.forget()
        return [one.name for one in orphans]


def _running(name: str, pid: int, stop_signal: signal.Signals, own_port: int | None = None) -> Running:
    started_at = psutil.Process(pid).create_time()
    return Running(name=name, pid=pid, started_at=started_at, stop_signal=stop_signal.value, own_port=own_port)
