"""What a service passes over as it does not know its type: counted, and told in the log once of each type."""

import logging
from collections import Counter

from shared.cloudevents import Incoming

MOST_TYPES = 20
MOST_OF_A_NAME = 100

log = logging.getLogger(__name__)


class Skipped:
    """Since the process started. Types are a stranger's text, so that of many only the first are kept by name."""

    def __init__(self) -> None:
        self.types: Counter[str] = Counter()

    def note(self, record: Incoming) -> None:
        if record.skipped is None:
            return
        name = ascii(record.type_name or "")[1:-1][:MOST_OF_A_NAME]
        if name in self.types:
            self.types[name] += 1
        elif len(self.types) < MOST_TYPES:
            self.types[name] = 1
            log.warning(
                "%s/%d offset %d and what else is of the type %s is skipped: it is not known here",
                record.topic, record.partition, record.offset, name,
            )  # fmt: skip
