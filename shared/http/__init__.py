"""HTTP of the services: tokens and scopes, idempotent commands, pages of lists, versions, problem details, health."""

from typing import Annotated

from fastapi import Depends, Request

from shared.http.access import Caller, scope
from shared.http.idempotency import Brief, Idempotent, IdempotentCommand, each_as
from shared.http.pagination import Page, Paging, Reading, paged_by
from shared.http.preconditions import ExpectedVersion, RequiredVersion, etag
from shared.transaction import Database


async def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


Writing = Annotated[Database, Depends(_database)]
"""For a route that writes in a transaction of its own: what it is sent has a version, and needs no key."""

Streaming = Annotated[Database, Depends(_database)]
"""For a route whose answer takes longer to read than it may keep a connection: it takes one again and again."""

__all__ = [
    "Brief",
    "Caller",
    "ExpectedVersion",
    "Idempotent",
    "IdempotentCommand",
    "Page",
    "Paging",
    "Reading",
    "RequiredVersion",
    "Streaming",
    "Writing",
    "each_as",
    "etag",
    "paged_by",
    "scope",
]
