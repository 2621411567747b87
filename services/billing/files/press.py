"""The program that makes files, as the service sees it: started when there is work, ended when there was none for long.

Typst and its fonts take 150 MB and a core for as long as they work, which the service itself must not.
"""

import asyncio
import contextlib
import pickle
import sys
from asyncio.subprocess import PIPE, Process

from services.billing.files.model import Files, NotMade, ToPrint

LENGTH_BYTES = 4
LIMIT_S = 600
"""The longest invoice takes two seconds where nothing else runs, and has to wait where everything is busy."""


class Press:
    def __init__(self) -> None:
        self._program: Process | None = None

    async def make(self, to_print: ToPrint) -> Files | NotMade:
        """A document that ends the program, or that it does not come to an end with, is told as not made."""
        if self._program is None:
            self._program = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "services.billing.files.maker", stdin=PIPE, stdout=PIPE
            )
        try:
            async with asyncio.timeout(LIMIT_S):
                return await _asked(self._program, to_print)
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError) as error:
            await self.stop()
            return NotMade(to_print.document_id, f"the program that makes files: {type(error).__name__}")
        except BaseException:  # its answer would be taken for that to the next
            await self.stop()
            raise

    async def stop(self) -> None:
        program, self._program = self._program, None
        if program:
            with contextlib.suppress(ProcessLookupError):
                program.kill()
            await program.wait()


async def _asked(program: Process, to_print: ToPrint) -> Files | NotMade:
    assert program.stdin
    assert program.stdout
    packed = pickle.dumps(to_print)
    program.stdin.write(len(packed).to_bytes(LENGTH_BYTES) + packed)
    await program.stdin.drain()
    length = int.from_bytes(await program.stdout.readexactly(LENGTH_BYTES))
    made: Files | NotMade = pickle.loads(await program.stdout.readexactly(length))  # noqa: S301 (our own program)
    return made
