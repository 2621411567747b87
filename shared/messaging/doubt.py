"""Whether it is the records: where many of different keys fail with the same error, it is a bug or the database."""

from dataclasses import dataclass, field
from traceback import walk_tb

from shared.waiting import Waits

SAME_FOR_KEYS = 5
"""So many different keys that fail the same, with none that succeeds since, are not the records' fault."""


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


def _place(error: Exception) -> str:
    """Where in our own code, without the words, which may have what a record says."""
    ours = [
        (frame.f_code.co_filename, line)
        for frame, line in walk_tb(error.__traceback__)
        if not frame.f_code.co_filename.endswith(_BENEATH) and "site-packages" not in frame.f_code.co_filename
    ]
    file, line = ours[-1] if ours else ("", 0)
    return f"{type(error).__name__} at {'/'.join(file.split('/')[-3:])}:{line}"
