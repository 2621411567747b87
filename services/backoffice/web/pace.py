"""How often somebody without an account may ask, by network: what anybody can open is guessed at and hammered."""

import time
from collections import OrderedDict

from services.backoffice.accounts.throttle import TooManyAttempts, network_of

MOST_NETWORKS = 10_000
"""So many are remembered; the one that has asked least lately goes first."""


class Pace:
    """So many requests of a network within a time, in this process; those of a minute ago count no more."""

    def __init__(self, most: int, *, within_s: float) -> None:
        self._most = most
        self._within_s = within_s
        self._asked: OrderedDict[str, list[float]] = OrderedDict()

    def count(self, address: str) -> None:
        """Raises TooManyAttempts; what is refused is not counted, so that it ends although somebody goes on."""
        at, network = time.monotonic(), network_of(address)
        times = [one for one in self._asked.pop(network, []) if one > at - self._within_s]
        self._asked[network] = times
        if len(times) >= self._most:
            raise TooManyAttempts("too many requests; wait a moment")
        times.append(at)
        if len(self._asked) > MOST_NETWORKS:
            self._asked.popitem(last=False)
