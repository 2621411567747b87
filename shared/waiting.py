"""What a part of a process waits for: said in the log once with its reason, and again each minute with a count."""

import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from contextvars import ContextVar

import asyncpg
from aiokafka.errors import KafkaError, UnknownTopicOrPartitionError

from shared.older import OlderThanAnnounced, is_older
from shared.postgres.transient import NotReadyYet, is_away, is_transient, takes_no_changes, why

SAY_AGAIN_S = 60
WAIT_S = (0.05, 0.2, 0.5, 1, 2, 5)
"""Waits between tries; the last one repeats."""

Pause = Callable[[float], Awaitable[bool | None]]
"""Whether the database has come back meanwhile."""

log = logging.getLogger(__name__)


class Waits(Exception):
    """Something outside is not as it must be, and may be later; the text says what, to operators."""


class Waiting:
    """Of one part of a process, such as its relay; `reason` is what operators see, None while it goes on.

    While the database `is_closed`, as it is older than what was announced, whoever waits for that does not go on,
    whatever else works meanwhile.
    """

    def __init__(self, who: str, is_closed: Callable[[], bool] = lambda: False) -> None:
        self.who = who
        self.is_closed = is_closed
        self.reason: str | None = None
        self._since = self._said_at = 0.0
        self._times = 0
        self._said: set[str] = set()
        self._was_said = False
        self._error: Exception | None = None

    def waits(self, reason: str, *, bug: Exception | None = None) -> None:
        """One more try failed. Of a `bug`, the log has the traceback."""
        now = time.monotonic()
        if self.reason is None:
            self._since, self._times, self._was_said = now, 0, False
        if now - self._said_at >= SAY_AGAIN_S:
            self._said = set()
        self.reason, self._error = reason, None
        self._times += 1
        if reason in self._said:
            return
        again = self._was_said and not self._said
        self._said_at = self._said_at if self._said else now
        self._said.add(reason)
        self._was_said = True
        how = f"still waits after {self._so_long(now)}" if again else "waits"
        log.log(logging.ERROR if bug else logging.WARNING, "%s %s: %s", self.who, how, reason, exc_info=bug)

    def failed(self, error: Exception) -> None:
        """One more try failed; what does not pass by waiting is a bug."""
        self.waits(reason_of(error), bug=None if passes(error) else error)
        self._error = error

    async def before_next_try(self, error: Exception, pause: Pause) -> None:
        """Say why one more try failed, and wait: longer each time."""
        self.failed(error)
        await self.pause(WAIT_S[min(self._times, len(WAIT_S)) - 1], pause)

    async def pause(self, seconds: float, pause: Pause) -> None:
        if await pause(seconds):
            self.database_worked(changed=True)

    def over(self, at: float | None = None) -> None:
        """It goes on, and has done so from then on. The log says so where it said that it waits."""
        if self.reason is None or (is_older(self.reason) and self.is_closed()):
            return
        if self._was_said:
            log.info("%s goes on after %s", self.who, self._so_long(at or time.monotonic()))
        self.reason = self._error = None

    def database_worked(self, *, changed: bool) -> None:
        """Who waited for the database to answer goes on, or to take changes, where something was `changed`."""
        waited_for_changes = isinstance(self._error, OlderThanAnnounced) or takes_no_changes(self._error)
        if (self._error and is_away(self._error)) or (changed and waited_for_changes):
            self.over()

    def _so_long(self, now: float) -> str:
        passed = now - self._since
        tries = "1 try" if self._times == 1 else f"{self._times} tries"
        return f"{passed:.0f} s and {tries}" if passed >= 1 else f"less than 1 s and {tries}"

    def __str__(self) -> str:
        return f"{self.who}: {self.reason}"


of_this_loop: ContextVar[Waiting | None] = ContextVar("of_this_loop", default=None)
"""Of the part of the process that runs this, such as a loop beside the consumer."""


def reason_of(error: Exception) -> str:
    """In words that tell nothing of what was handled: they are shown to whoever asks for the health of a service."""
    name = type(error).__name__
    if isinstance(error, Waits | OlderThanAnnounced | NotReadyYet):
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
        return f"the connection to the database broke ({name})"
    if is_away(error):  # of Kafka and the mail server it is told otherwise
        return f"the database does not answer, or not in time ({name})"
    if is_transient(error):
        return f"something is not as it must be ({name})"
    return f"it failed ({name}); the log has more"


def passes(error: Exception) -> bool:
    """Whether waiting is all that is needed; anything else is a bug."""
    return is_transient(error) or isinstance(error, KafkaError | Waits)


def told_once(waits: Iterable[tuple[str, str]]) -> list[str]:
    """Of who waits for what, a line for each cause, with all who wait for it."""
    who: dict[str, list[str]] = {}
    for name, reason in waits:
        if name not in (names := who.setdefault(reason, [])):
            names.append(name)
    return [f"{', '.join(names)}: {reason}" for reason, names in who.items()]
