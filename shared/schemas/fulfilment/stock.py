"""Events of stock, and of what is reserved of it."""

from typing import ClassVar
from uuid import UUID

from shared.json_limits import Many
from shared.schemas.event import Event
from shared.schemas.fulfilment.values import BackorderPolicy, SkuQuantity, StockColour
from shared.schemas.values import Actor, Instant, Line, Sku


class StockLevel(Event):
    """The stock of a SKU now, on the compacted topic `stock.levels`. available = on_hand − allocated.

    What a storefront may sell: what is available, and any number where `backorders` is `allow`, or `until` and now is
    before `backorders_until`. An order that is placed for more is never lost, and waits. `backordered` is what orders
    wait for, `reserved` what of the allocated is set aside for reservations; both are null in levels that are older
    than these fields.
    """

    owner: ClassVar[str] = "fulfilment"
    topic: ClassVar[str] = "stock.levels"

    sku: Sku
    on_hand: int
    allocated: int
    available: int
    low_stock_threshold: int
    colour: StockColour
    sequence: int
    backordered: int | None = None
    reserved: int | None = None
    backorders: BackorderPolicy = BackorderPolicy.ALLOW
    backorders_until: Instant | None = None

    @property
    def key(self) -> str:
        return self.sku

    @property
    def aggregate_version(self) -> int:
        return self.sequence


class StockLow(Event):
    """What is available of a SKU came down to its low-stock threshold: told once, until there was more than that again.

    `colour` tells whether anything is left. `sequence` is that of the level.
    """

    owner: ClassVar[str] = "fulfilment"
    topic: ClassVar[str] = "fulfilment.events"

    sku: Sku
    on_hand: int
    available: int
    backordered: int
    low_stock_threshold: int
    colour: StockColour
    sequence: int
    found_at: Instant

    @property
    def key(self) -> str:
        return self.sku

    @property
    def aggregate_version(self) -> int:
        return self.sequence


class ReservationEvent(Event):
    """An event about one reservation of stock; `sequence` grows with each."""

    owner: ClassVar[str] = "fulfilment"
    topic: ClassVar[str] = "fulfilment.events"

    reservation_id: UUID
    sequence: int

    @property
    def key(self) -> str:
        return str(self.reservation_id)

    @property
    def aggregate_version(self) -> int:
        return self.sequence


class StockReserved(ReservationEvent):
    """Goods were set aside until `expires_at`, for whoever places an order with this reservation."""

    reference: Line | None = None
    lines: Many[SkuQuantity]
    expires_at: Instant
    reserved_at: Instant
    by: Actor


class ReservationExtended(ReservationEvent):
    expires_at: Instant
    extended_at: Instant
    by: Actor


class ReservationReleased(ReservationEvent):
    """These goods are set aside no more, before the reservation's time was over.

    `not_found_by_count`: a count found less than was promised; what is `left` is set aside still.
    """

    lines: Many[SkuQuantity]
    left: Many[SkuQuantity] = ()
    not_found_by_count: bool = False
    released_at: Instant
    by: Actor


class ReservationExpired(ReservationEvent):
    """Its time was over, and no order had used it: its goods are free."""

    lines: Many[SkuQuantity]
    expired_at: Instant


class ReservationUsed(ReservationEvent):
    """An order took it over: these goods are on its slip, and the rest is free."""

    order_id: UUID
    lines: Many[SkuQuantity]
    used_at: Instant
