"""Every event and command there is, by its CloudEvents type."""

from shared.schemas import billing, fulfilment, notifier, orders, returns
from shared.schemas.event import Event


def _published(kind: type[Event]) -> list[type[Event]]:
    below = [event for child in kind.__subclasses__() for event in _published(child)]
    return below or [kind]


MODULES = (orders, billing, fulfilment, returns, notifier)
EVENTS: dict[str, type[Event]] = {kind.type_name(): kind for kind in _published(Event)}
TOPICS: tuple[str, ...] = tuple(sorted({kind.topic for kind in EVENTS.values()}))
COMPACTED = frozenset({fulfilment.StockLevel.topic, orders.OrderSnapshot.topic})
"""Topics of states: only the last one of a key counts."""
