"""A program that makes files beside a service, as the service sees it: started when there is work, ended after it.

Typst and its fonts take 150 MB and a core for as long as they work, which the service itself must not.
"""

import asyncio
import contextlib
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from typing import Any

from shared.pdf.presswork import LENGTH_BYTES


class Press:
    """`module` calls `presswork.answer`."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._command = ("-m", module, *arguments)
        self._program: Process | None = None

    async def ask(self, wanted: Any) -> Any:
        """What it makes of that. Raises IncompleteReadError or ConnectionError where it ended over it.

        Whoever is interrupted stops it: its answer would be taken for that to the next question.
        """
        program = await self.program()
        assert program.stdin
        assert program.stdout
        packed = pickle.dumps(wanted)
        program.stdin.write(len(packed).to_bytes(LENGTH_BYTES) + packed)
        await program.stdin.drain()
        length = int.from_bytes(await program.stdout.readexactly(LENGTH_BYTES))
        return pickle.loads(await program.stdout.readexactly(length))  # noqa: S301 (our own program)

    async def program(self) -> Process:
        if self._program is None:
            self._program = await asyncio.create_subprocess_exec(
                sys.executable, *self._command, stdin=PIPE, stdout=PIPE
            )
        return self._program

    async def stop(self) -> None:
        program, self._program = self._program, None
        if program:
            with contextlib.suppress(ProcessLookupError):
                program.kill()
            await program.wait()
