"""What must hold of a service's own database whenever the service is at rest; `backshop check` proves it."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

import asyncpg


class Invariant(NamedTuple):
    """A rule, and what names each violation of it in a few words."""

    rule: str
    violations: Callable[[asyncpg.Connection], Awaitable[list[str]]]


def no_row(rule: str, sql: str) -> Invariant:
    """Each row of the query is a violation, named by its first column."""

    async def violations(database: asyncpg.Connection) -> list[str]:
        return [row[0] for row in await database.fetch(sql)]

    return Invariant(rule, violations)


OF_EVERY_SERVICE = (
    no_row("no event waits in an outbox", "SELECT format('%s events wait', count(*)) FROM outbox HAVING count(*) > 0"),
    no_row(
        "no record is parked or a dead letter",
        "SELECT format('%s %s: %s', state, type, error) FROM parked ORDER BY id LIMIT 100",
    ),
)
