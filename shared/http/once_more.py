"""Requests that meet a database which changes or is away: done once more where that helps, and else told so.

Nothing had been changed by them.
"""

import logging
from collections import deque

import asyncpg
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.uploads import UPLOAD
from shared.postgres.transient import is_transient
from shared.waiting import reason_of

log = logging.getLogger(__name__)

UNDONE = (
    asyncpg.InvalidCachedStatementError,
    asyncpg.exceptions.OutdatedSchemaCacheError,
    asyncpg.ReadOnlySQLTransactionError,
)
"""After them the transaction is rolled back for certain, and its connection prepares anew or is not used again.

A statement that was prepared before a migration changed its columns fails once; a session from before a failover cannot
write, a new one may.
"""


class OnceMore:
    """Within `WholeBodies`, as it needs the body again."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        before = {**scope, "state": dict(scope.get("state") or {})}
        body: deque[Message] = deque()
        has_begun, is_upload = False, UPLOAD in scope  # which is not kept, as it is large

        async def keep() -> Message:
            message = await receive()
            if message["type"] == "http.request" and not is_upload:
                body.append(message)
            return message

        async def note(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        async def again() -> Message:
            return body.popleft() if body else await receive()

        try:
            try:
                await self.app(scope, keep, note)
            except UNDONE:
                if has_begun or is_upload:
                    raise
                scope = before
                await self.app(scope, again, note)
        except Exception as error:
            if has_begun or not is_transient(error):
                raise
            # Raised further, each of them would be logged with its traceback.
            log.warning("answered that it cannot be done now: %s", reason_of(error))
            answer = await scope["app"].exception_handlers[Exception](Request(scope, again), error)
            await answer(scope, receive, send)
