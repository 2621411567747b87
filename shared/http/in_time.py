"""Requests are answered in time, whatever the database does: frozen, locked, out of connections or gone."""

import asyncio
from typing import Any

from fastapi import Depends, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.in_time import NotInTime, give_up

ANSWER_S = 4.0
"""For an answer to begin. Clients wait longer, so that they hear the reason."""


class InTime:
    """Within `WholeBodies`, as a slow sender is not the database's fault. The limit is the application's `answer_s`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(send)
        scope[_KEY] = answer
        task = asyncio.ensure_future(self.app(scope, receive, answer.send))
        try:
            await asyncio.wait({task}, timeout=scope["app"].state.answer_s)
            if task.done() or answer.has_begun or answer.takes_its_time:
                await asyncio.wait({task})
                task.result()
                return
            why = NotInTime()
        except asyncio.CancelledError:
            if answer.has_begun or not scope["app"].state.stopping.is_set():
                raise
            why = Stops()
        finally:
            if not task.done():
                give_up(task)
        answer.is_late = True
        late = await scope["app"].exception_handlers[Exception](Request(scope, receive), why)
        await late(scope, receive, send)


class Stops(NotInTime):
    """The process stops, and what takes longer than it can wait is given up."""


class _Answer:
    """What is sent of one; nothing any more once it is late."""

    def __init__(self, send: Send) -> None:
        self.has_begun = self.is_late = self.takes_its_time = False
        self._send = send

    async def send(self, message: Message) -> None:
        if not self.is_late:
            self.has_begun = True
            await self._send(message)


async def _take_time(request: Request) -> None:
    request.scope[_KEY].takes_its_time = True


takes_its_time: Any = Depends(_take_time)
"""A route's dependency: of the work of operators, which is as long as it is."""

_KEY = "backshop.answer"
