"""Slips that were announced are made again under their numbers. What people did with goods is to be done again.

Goods are moved by people: what has left, and what is on the shelf, no event can put back into the books by itself.
"""

from collections.abc import Sequence
from uuid import UUID

from services.fulfilment.slips.model import number_of_slip
from services.fulfilment.slips.promised_store import (
    count_orders_on,
    count_stock_on,
    find_on_hand,
    find_slip_of_number,
    promise_slip,
    skip_numbers,
)
from shared.messaging.take_back import Outcome, TakeBack, Verdict
from shared.schemas.billing import CreditNoteIssued
from shared.schemas.event import Event, OrderEvent
from shared.schemas.fulfilment import (
    CancellationTooLate,
    CreditedGoodsLeft,
    FulfilmentHeld,
    NothingToShip,
    PickupReady,
    PickupWithdrawn,
    ShipmentShipped,
    ShipmentUnshipped,
    SlipCreated,
    SlipReady,
    SlipReduced,
    SlipsVoided,
    SlipWaits,
    StockLevel,
)
from shared.schemas.orders import OrderCancelled, OrderHeld, OrderPlaced, OrderResumed
from shared.transaction import Tx

BY_HAND = {
    ShipmentShipped: "mark it as shipped again",
    ShipmentUnshipped: "mark it as not shipped again, if it is marked as shipped here",
    PickupReady: "mark it as ready for pickup again",
    PickupWithdrawn: "take its mark of being ready for pickup off, if it has it here",
    CancellationTooLate: "its parcel had left when the order was cancelled, and is in the books as if it were here",
    CreditedGoodsLeft: "goods left that had been credited: mark the slip as shipped again",
}


async def take_back_slips(tx: Tx, events: Sequence[Event], needed: Sequence[Event], accept: bool) -> Sequence[Verdict]:
    """Of each slip the id and the number; its order is read again, and the slip made under them."""
    await tx.lock_keys({event.key for event in events})
    created = [event for event in events if isinstance(event, SlipCreated)]
    # Also those of slips that cannot be made again: their numbers are never given again.
    await skip_numbers(tx, [number_of_slip(event.slip_number) for event in created])
    placed = {event.order_id for event in needed if isinstance(event, OrderPlaced | OrderResumed)}
    read_again = {event.order_id for event in needed if isinstance(event, OrderEvent)}
    levels = {event.sku: event for event in events if isinstance(event, StockLevel)}
    on_hand = await find_on_hand(tx, list(levels))
    verdicts = []
    for event in events:
        match event:
            case SlipCreated():
                verdicts.append(await _slip(tx, event, is_made_again=event.order_id in placed))
            case StockLevel():
                verdicts.append(_stock(event, levels[event.sku], on_hand.get(event.sku)))
            case _:
                verdicts.append(_follows(event, read_again))
    await count_orders_on(tx, _last_of_orders(events))
    await count_stock_on(tx, {sku: level.sequence for sku, level in levels.items()})
    return verdicts


TAKE_BACK = TakeBack(
    take_back_slips, needs=frozenset({OrderPlaced, OrderHeld, OrderResumed, OrderCancelled, CreditNoteIssued})
)


async def _slip(tx: Tx, event: SlipCreated, *, is_made_again: bool) -> Verdict:
    slip_no = number_of_slip(event.slip_number)
    there = await find_slip_of_number(tx, slip_no)
    if there == event.shipment_id:
        return Verdict(Outcome.THERE, event.slip_number)
    if there:
        return Verdict(Outcome.OPEN, event.slip_number, "its number is another slip's here")
    if not is_made_again:
        return Verdict(Outcome.OPEN, event.slip_number, "its order is not read again from orders.events")
    await promise_slip(tx, order_id=event.order_id, shipment_id=event.shipment_id, slip_no=slip_no)
    return Verdict(Outcome.TAKEN, event.slip_number, "it is made under this number as its order is read again")


def _stock(event: StockLevel, last: StockLevel, on_hand: int | None) -> Verdict:
    if event is not last or on_hand == event.on_hand:
        return Verdict(Outcome.THERE, event.sku)
    here = "is not kept" if on_hand is None else f"is {on_hand}"
    return Verdict(Outcome.OPEN, event.sku, f"{event.on_hand} were on hand, which here {here}: count it")


def _follows(event: Event, read_again: set[UUID]) -> Verdict:
    about = getattr(event, "slip_number", "")
    if why := BY_HAND.get(type(event)):
        return Verdict(Outcome.OPEN, about, why)
    if isinstance(event, _OF_ORDERS) and event.order_id in read_again:
        return Verdict(Outcome.COMES_AGAIN, about)
    if isinstance(event, SlipReady | SlipWaits):
        return Verdict(Outcome.COMES_AGAIN, about, "it follows from the stock as it is counted")
    return Verdict(Outcome.OPEN, about, "what it followed from is not on its topic any more")


_OF_ORDERS = (NothingToShip, FulfilmentHeld, SlipsVoided, SlipReduced)


def _last_of_orders(events: Sequence[Event]) -> dict[UUID, int]:
    last: dict[UUID, int] = {}
    for event in events:
        if isinstance(event, OrderEvent):
            last[event.order_id] = max(last.get(event.order_id, 0), event.sequence)
    return last
