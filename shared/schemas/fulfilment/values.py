"""What slips, shipments and stock are made of, and the base of the events about an order."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.json_limits import Many
from shared.schemas.event import Contract, OrderEvent
from shared.schemas.values import Line, Sku


class ShipmentState(StrEnum):
    """`not_shipped` waits for stock (a backorder); `ready` has all its goods allocated."""

    NOT_SHIPPED = "not_shipped"
    READY = "ready"
    SHIPPED = "shipped"
    VOID = "void"


class StockColour(StrEnum):
    """The stock dot: in stock, at or under the low-stock threshold, nothing left, not tracked."""

    GREEN = "green"
    ORANGE = "orange"
    RED = "red"
    GREY = "grey"


class BackorderPolicy(StrEnum):
    """What is not there may be ordered and is waited for: always, never, or until a moment."""

    ALLOW = "allow"
    DENY = "deny"
    UNTIL = "until"


class ShipmentLine(Contract):
    """`allocated` is what is set aside of `quantity`; what is not tracked needs no allocation.

    `credited` units more were ordered, and are not on the slip (any more) as they were credited before they left.
    """

    line_no: int
    sku: Sku
    quantity: int
    allocated: int
    tracked: bool = True
    credited: int = 0


class SlipBeside(Contract):
    """A slip of an order and how far it is."""

    slip_number: str
    state: ShipmentState


class LineTitle(Contract):
    """What the order calls one of its lines."""

    line_no: int
    title: Line


class LineQuantity(Contract):
    line_no: int
    sku: Sku
    quantity: int


class SkuQuantity(Contract):
    sku: Sku
    quantity: int


class ShipmentParcel(Contract):
    """How a shipment is sent. `carrier` is the code of one that is known; `link` is where the parcel is tracked.

    `is_return`: it brings goods back, or is there to do so.
    """

    parcel_id: UUID
    carrier: str | None = None
    carrier_name: Line | None = None
    tracking_number: Line | None = None
    link: str | None = None
    weight_g: int | None = None
    is_return: bool = False
    lost: bool = False


class FulfilmentEvent(OrderEvent):
    owner: ClassVar[str] = "fulfilment"
    topic: ClassVar[str] = "fulfilment.events"


class TellsWhatFollows(FulfilmentEvent):
    """An event after which something else is still to leave: `follows` are the goods of the order's open slips then.

    It is null where that was not told yet. `titles` are what the order calls goods of which it may not be known.
    """

    follows: tuple[LineQuantity, ...] | None = None
    titles: Many[LineTitle] = ()
