"""One program of the stack: started, asked whether it is ready, stopped or killed."""

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

import psutil

from deploy.local.settings import REPOSITORY
from deploy.problem import Problem

LOG_LIMIT_BYTES = 10 * 1024 * 1024


def wake(pid: int) -> None:
    """Let it go on, and those it started, where somebody froze them: what is frozen does not hear that it is to stop.

    PostgreSQL that is killed while its sessions are frozen would leave them behind, and could not be started again.
    """
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                one.resume()


class Process:
    """`ready` tells whether it is, or in words why not yet."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        ready: Callable[[], Awaitable[bool | str]],
        environment: Mapping[str, str] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        own_port: int | None = None,
    ) -> None:
        self.name = name
        self.own_port = own_port
        self.log = log
        self._command = list(command)
        self._ready = ready
        self._environment = os.environ if environment is None else environment
        self.stop_signal = stop_signal
        self._log_starts_at = 0
        self._popen: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._popen.pid if self._popen else None

    @property
    def exit_code(self) -> int | None:
        """None while it runs, and before it was started."""
        return self._popen.poll() if self._popen else None

    @property
    def running(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self._log_starts_at = log.tell()
            self._popen = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment,
                cwd=REPOSITORY,
                start_new_session=True,  # Ctrl-C goes to the supervisor alone, which stops all in good order
            )

    async def wait_until_ready(self, limit_s: float = 120) -> None:
        deadline = time.monotonic() + limit_s
        while (ready := await self._ready()) is not True:
            if not self.running:
                raise Problem(f"{self.name} stopped with exit code {self.exit_code}\n{self._last_lines()}")
            if time.monotonic() > deadline:
                why = f": {ready}" if ready else ""
                raise Problem(f"{self.name} was not ready after {limit_s:.0f} s{why}\n{self._last_lines()}")
            await asyncio.sleep(0.05)  # a server is ready when it answers; it can only be asked

    async def stop(self, limit_s: float = 30) -> None:
        if self._popen is None or not self.running:
            return
        self._popen.send_signal(self.stop_signal)
        wake(self._popen.pid)
        deadline = time.monotonic() + limit_s
        while self.running:
            if time.monotonic() > deadline:
                self.kill()
            await asyncio.sleep(0.02)  # it may be stopped twice at once, so its end is looked for

    async def ended(self) -> int:
        """Its exit code, as soon as there is one."""
        while (code := self.exit_code) is None:  # noqa: ASYNC110 (there is no event)
            await asyncio.sleep(0.1)  # waiting in a thread would outlive its cancelling
        return code

    def kill(self) -> None:
        """As a crash would: no time to finish anything."""
        if self._popen is not None:
            self._popen.kill()
            self._popen.wait()

    def _last_lines(self, count: int = 15) -> str:
        with self.log.open(errors="replace") as log:
            log.seek(self._log_starts_at)
            lines = log.read().splitlines()[-count:]
        return "\n".join([f"the last lines of {self.log}:", *(f"  {line}" for line in lines)])
