"""Announcing: an event is written in the transaction of the change it tells of, and relayed after it."""

from shared.messaging.envelope import pack
from shared.postgres.tx import Tx
from shared.schemas.event import Event


def announce(tx: Tx, *events: Event) -> None:
    """Publish these events if and only if the transaction commits, in this order for each key.

    Of several states of one thing (on a compacted topic), only the last is published.
    """
    for event in events:
        tx.announced.append(pack(event, tx.causes.get(event.key)))
