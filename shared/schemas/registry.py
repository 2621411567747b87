"""Every event and command there is, by its CloudEvents type."""

from shared.schemas import billing, fulfilment, notifier, orders, returns
from shared.schemas.event import Command, Event

OWNERS = (orders, billing, fulfilment, returns, notifier)
EVENTS: dict[str, type[Event]] = {kind.type_name(): kind for owner in OWNERS for kind in owner.EVENTS}
TOPICS: tuple[str, ...] = tuple(sorted({kind.topic for kind in EVENTS.values()}))
COMMAND_TOPICS = frozenset(kind.topic for kind in EVENTS.values() if issubclass(kind, Command))
COMPACTED = frozenset({fulfilment.StockLevel.topic, orders.OrderSnapshot.topic})
"""Topics of states: only the last one of a key counts."""
