"""Shipments that customers are told of: which mail says that one has left, and what it names."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from services.notifier.messages.model import BROUGHT_OVER, Addressee
from services.notifier.settings import MailSettings
from shared.schemas.fulfilment import LineQuantity, LineTitle, ShipmentShipped
from shared.schemas.notifier import MessageKind


class Told(StrEnum):
    """What of a shipment its customer is told, each once."""

    LEFT = "left"
    DELIVERED = "delivered"


KINDS: dict[Told, tuple[MessageKind, ...]] = {
    Told.LEFT: (MessageKind.SHIPPED, MessageKind.PARTLY_SHIPPED, MessageKind.SENT_AGAIN),
    Told.DELIVERED: (MessageKind.DELIVERED,),
}


class AskedAgain(NamedTuple):
    """Staff ask that a customer is told again of the parcels of a shipment, by the event of this sequence."""

    sequence: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Shipment:
    """One that left, with its parcels as they are known now, and whom to tell.

    Where `handed_over`, its customer came for it, and has nothing to be told.
    """

    left: ShipmentShipped
    to: Addressee
    order_cancelled: bool
    handed_over: bool
    delivered_at: datetime | None

    def as_of(self, last: ShipmentShipped) -> "Shipment":
        """As it is once this has left of its order too, the last so far."""
        rest = {"follows": last.follows, "order_shipped_in_full": last.order_shipped_in_full}
        titles = (*last.titles, *self.left.titles)
        return replace(self, left=self.left.model_copy(update={**rest, "titles": titles}))

    def kind(self, told: Told) -> MessageKind:
        if told is Told.DELIVERED:
            return MessageKind.DELIVERED
        if self.left.replaces:
            return MessageKind.SENT_AGAIN
        return MessageKind.SHIPPED if self.left.order_shipped_in_full else MessageKind.PARTLY_SHIPPED

    def when(self, told: Told) -> datetime:
        """When that happened which is told."""
        return self.delivered_at if told is Told.DELIVERED and self.delivered_at else self.left.shipped_at

    def is_to_be_told(self, told: Told, settings: MailSettings, *, at: datetime) -> bool:
        """Not what is long ago, nor what the shop does not write about, nor that it left once it is delivered."""
        if self.handed_over or (told is Told.LEFT and self.delivered_at) or at - self.when(told) > BROUGHT_OVER:
            return False
        return {
            MessageKind.SHIPPED: settings.mails_shipped,
            MessageKind.PARTLY_SHIPPED: settings.mails_partly_shipped,
            MessageKind.SENT_AGAIN: settings.mails_sent_again,
            MessageKind.DELIVERED: settings.mails_delivered,
        }[self.kind(told)]


def as_it_follows(
    left: Sequence[ShipmentShipped], *, follows: Sequence[LineQuantity], titles: Sequence[LineTitle]
) -> list[ShipmentShipped]:
    """What left of an order, in that order, once this is still to leave: what left after a parcel followed it too."""
    to_come = Counter({(line.line_no, line.sku): line.quantity for line in follows})
    names = {one.line_no: one for one in titles}
    changed = []
    for one in reversed(left):
        names |= {title.line_no: title for title in one.titles}
        goods = [LineQuantity(line_no=no, sku=sku, quantity=units) for (no, sku), units in sorted(to_come.items())]
        update = {"follows": tuple(goods), "titles": tuple(names.values()), "order_shipped_in_full": not goods}
        changed.append(one.model_copy(update=update))
        to_come.update({(line.line_no, line.sku): line.quantity for line in one.lines})
    return changed[::-1]
