"""What a part of a process waits for: said in the log once with its reason, and again each minute with a count."""

import asyncio
import logging
import time

import asyncpg
from aiokafka.errors import KafkaError, UnknownTopicOrPartitionError

from shared.older import OlderThanAnnounced
from shared.postgres.transient import is_transient, why

SAY_AGAIN_S = 60
WAIT_S = (0.05, 0.2, 0.5, 1, 2, 5)
"""Waits between tries; the last one repeats."""

log = logging.getLogger(__name__)


class Waits(Exception):
    """Something outside is not as it must be, and may be later; the text says what, to operators."""


class Waiting:
    """Of one part of a process, such as its relay; `reason` is what operators see, None while it goes on."""

    def __init__(self, who: str) -> None:
        self.who = who
        self.reason: str | None = None
        self._since = self._said_at = 0.0
        self._times = 0
        self._said: set[str] = set()

    def waits(self, reason: str, *, bug: Exception | None = None) -> None:
        """One more try failed. Of a `bug`, the log has the traceback."""
        now = time.monotonic()
        if self.reason is None:
            self._since, self._times = now, 0
        self.reason = reason
        self._times += 1
        if self._said and now - self._said_at >= SAY_AGAIN_S:
            log.warning(
                "%s still waits after %.0f s and %d tries: %s", self.who, now - self._since, self._times, reason
            )
            self._said, self._said_at = {reason}, now
        elif reason not in self._said:
            self._said_at = self._said_at if self._said else now
            self._said.add(reason)
            log.log(logging.ERROR if bug else logging.WARNING, "%s waits: %s", self.who, reason, exc_info=bug)

    def failed(self, error: Exception) -> None:
        """One more try failed by this error."""
        self.waits(reason_of(error), bug=None if passes(error) else error)

    async def before_next_try(self, error: Exception) -> None:
        """Say why one more try failed, and wait: longer each time."""
        self.failed(error)
        await asyncio.sleep(WAIT_S[min(self._times, len(WAIT_S)) - 1])

    def over(self) -> None:
        if self.reason is None:
            return
        log.info("%s goes on after %.0f s and %d tries", self.who, time.monotonic() - self._since, self._times)
        self.reason = None
        if time.monotonic() - self._said_at >= SAY_AGAIN_S:
            self._said = set()

    def __str__(self) -> str:
        return f"{self.who}: {self.reason}"


def reason_of(error: Exception) -> str:
    """In words that tell nothing of what was handled: they are shown to whoever asks for the health of a service."""
    name = type(error).__name__
    if isinstance(error, Waits | OlderThanAnnounced):
        return str(error)
    if isinstance(error, UnknownTopicOrPartitionError):
        return f"a topic is missing in Kafka ({name})"
    if isinstance(error, KafkaError):
        return f"Kafka does not answer ({name})"
    if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
        return "the database takes no changes: it is read-only"
    if isinstance(error, asyncpg.PostgresError) and is_transient(error):
        return why(error)
    if isinstance(error, asyncpg.InterfaceError | asyncpg.InternalClientError) and is_transient(error):
        return f"the database does not answer, or not in time ({name})"
    if is_transient(error):
        return f"something does not answer, or not in time ({name})"
    return f"it failed ({name}); the log has more"


def passes(error: Exception) -> bool:
    """Whether waiting is all that is needed; anything else is a bug."""
    return is_transient(error) or isinstance(error, KafkaError | Waits)
