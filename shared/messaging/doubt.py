"""Whose fault it is that records fail: their own, or a bug or the database; and whether a batch will ever pass."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from traceback import walk_tb

from shared.cloudevents import Incoming
from shared.postgres.transient import is_transient
from shared.waiting import Waits

SAME_FOR_KEYS = 5
"""So many different keys that fail the same, with none that succeeds since, are not the records' fault."""


EQUAL_FAILURES = 10
"""So often in a row a batch fails the same, by what does not pass, before the process says that it is not alive."""

log = logging.getLogger(__name__)

_BENEATH = "shared/transaction.py"
"""Every statement passes there: the place is who sent it."""


class InDoubt(Waits):
    """Records of several keys in a row fail the same: nothing of their batch is parked, it is tried again."""


@dataclass(slots=True)
class Doubt:
    """Keys that have failed in a row with one error. Any record that succeeds, or fails otherwise, ends the row."""

    error: str = ""
    keys: set[str] = field(default_factory=set)

    @property
    def waits(self) -> bool:
        return len(self.keys) >= SAME_FOR_KEYS

    @property
    def words(self) -> str:
        return f"records of {len(self.keys)} keys in a row fail the same, so that none is parked: {self.error}"

    def failed(self, key: str, error: Exception) -> None:
        """The same is what is raised at the same place: its words may name the record."""
        place = _place(error)
        if place != self.error:
            self.error, self.keys = place, set()
        self.keys.add(key)

    def succeeded(self) -> None:
        self.error, self.keys = "", set()

    def copy(self) -> "Doubt":
        return Doubt(self.error, set(self.keys))


@dataclass(slots=True)
class Failures:
    """How often in a row a batch as a whole has failed with one error that does not pass: a bug of ours."""

    error: str = ""
    times: int = 0
    where: str = ""

    @property
    def stuck(self) -> str | None:
        """In words for operators, once it is sure that the batch will not pass."""
        if self.times < EQUAL_FAILURES:
            return None
        return f"a batch has failed {self.times} times ({self.error}), and is read again and again: {self.where}"

    def failed(self, error: Exception, records: Sequence[Incoming]) -> None:
        if is_transient(error) or isinstance(error, Waits):
            self.passed()
            return
        failing = (_place(error), _places(records))
        if failing != (self.error, self.where):
            (self.error, self.where), self.times = failing, 0
        self.times += 1
        if self.times == EQUAL_FAILURES:
            log.error("%s", self.stuck, exc_info=error)

    def passed(self) -> None:
        self.error, self.where, self.times = "", "", 0


def _places(records: Sequence[Incoming]) -> str:
    """Of each partition the offsets that the batch has."""
    offsets: dict[tuple[str, int], list[int]] = {}
    for record in records:
        offsets.setdefault((record.topic, record.partition), []).append(record.offset)
    return ", ".join(
        f"{topic}/{partition} offset {min(found)}" + (f" to {max(found)}" if len(found) > 1 else "")
        for (topic, partition), found in sorted(offsets.items())
    )


def _place(error: Exception) -> str:
    """Where in our own code, without the words, which may have what a record says."""
    ours = [
        (frame.f_code.co_filename, line)
        for frame, line in walk_tb(error.__traceback__)
        if not frame.f_code.co_filename.endswith(_BENEATH) and "site-packages" not in frame.f_code.co_filename
    ]
    file, line = ours[-1] if ours else ("", 0)
    return f"{type(error).__name__} at {'/'.join(file.split('/')[-3:])}:{line}"
