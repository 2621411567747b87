"""A mail server that answers each command as a test has written it down: also wrongly, late or not at all."""

import asyncio
import ssl
from collections.abc import Mapping

HANGS, CLOSES = "hangs", "closes"
GREETING, END = "greeting", "."
_USUAL = {
    GREETING: "220 mail.test",
    "EHLO": "250-mail.test\r\n250 SIZE 1000000",
    "DATA": "354 go on",
    "QUIT": "221 bye",
}


class ScriptedServer:
    """`answers` by command, `END` being that of the whole mail, and `GREETING`; anything else is accepted.

    An answer that is the text of an address stands for that recipient alone.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers: dict[str, str] = {}
        self.accepted: list[str] = []
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def start(self, answers: Mapping[str, str] = {}, tls: ssl.SSLContext | None = None) -> None:
        self.answers = dict(answers)
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=tls)

    async def stop(self) -> None:
        if self._server:
            self._server.close()
            for task in self._open:
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._open.add(task)
        try:
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the other side has left, or the test is over
        finally:
            self._open.discard(task)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipient, command = "", GREETING
        while await self._answer(writer, command, recipient):
            line = (await reader.readuntil(b"\r\n")).decode().strip()
            command = line.partition(" ")[0].upper()
            if command == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
            if command == "DATA" and self._said(command, recipient).startswith("354"):
                await self._answer(writer, command, recipient)
                await reader.readuntil(b"\r\n.\r\n")
                command = END
                if self._said(command, recipient).startswith("250"):
                    self.accepted.append(recipient)

    def _said(self, command: str, recipient: str) -> str:
        return self.answers.get(f"{command} {recipient}") or self.answers.get(command) or _USUAL.get(command, "250 OK")

    async def _answer(self, writer: asyncio.StreamWriter, command: str, recipient: str) -> bool:
        """Whether the conversation goes on."""
        said = self._said(command, recipient)
        if said == HANGS:
            await asyncio.Event().wait()
        if said == CLOSES:
            return False
        writer.write(f"{said}\r\n".encode())
        await writer.drain()
        return True
