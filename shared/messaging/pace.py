"""The pace of a loop: a look costs far more than a record, so where records come fast each look waits for some."""

import math
import time
from collections.abc import Callable

REST_S, WORTH = 0.01, 2
"""A rest is so long, and taken where so many records are to be expected meanwhile."""
REMEMBERED_S = 0.5


class Pace:
    """Of one loop that takes whatever is there (docs/decisions/0007)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._per_s = 0.0
        self._at = clock()

    def rest_after(self, records: int, enough: int) -> float:
        """Seconds to wait before the next look, after one that had so many; none where it had enough."""
        now = self._clock()
        elapsed, self._at = max(now - self._at, 1e-6), now
        kept = math.exp(-elapsed / REMEMBERED_S)  # of what came before, the less the longer ago
        self._per_s = self._per_s * kept + records / elapsed * (1 - kept)
        return REST_S if records < enough and self._per_s * REST_S >= WORTH else 0
