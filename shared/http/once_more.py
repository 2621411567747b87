"""A request that met a database which has just changed is done once more: nothing had been changed by it."""

from collections import deque

import asyncpg
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
        has_begun = False

        async def keep() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                body.append(message)
            return message

        async def note(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        async def again() -> Message:
            return body.popleft() if body else await receive()

        try:
            await self.app(scope, keep, note)
        except UNDONE:
            if has_begun:
                raise
            await self.app(before, again, send)
