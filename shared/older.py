"""That a service is older than what it has announced: then it numbers and applies nothing until that is taken back."""

from shared.postgres.transient import NotReadyYet
from shared.refused import Refused

SAID_BY_DATABASE = "BS001"
"""The SQLSTATE of the triggers of migration 0005."""


class OlderThanAnnounced(Refused, NotReadyYet):
    """Whoever asks is told to come again; what comes from Kafka waits."""

    type = "older-than-announced"
    status = 503


STOPPED = "nothing is numbered or applied until"


def older(service: str, unknown: int) -> str:
    """In words for operators."""
    events = "1 event" if unknown == 1 else f"{unknown} events"
    return (
        f"{service} is older than what it has announced, as after a restored dump: Kafka has {events} of its own"
        f" that its database does not know; {STOPPED} `backshop takeback {service}`"
    )


def not_compared(service: str, why: str) -> str:
    return (
        f"{service} was restored and may be older than what it has announced; {STOPPED}"
        f" it is compared with Kafka: {why}"
    )


def is_older(told: str) -> bool:
    """Whether operators are told one of these two: the process is up, and waits for them."""
    return STOPPED in told


def waits_for_takeback(told: str) -> bool:
    """Whether it is known to be older: nothing but an operator ends that."""
    return is_older(told) and "`backshop takeback" in told


def not_looked(service: str) -> str:
    return f"{service} starts, and looks whether its database knows all that it has announced; try again"
