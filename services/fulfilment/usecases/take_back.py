"""Slips that were announced are entered as they were. What people did with goods is to be done again.

Goods are moved by people: what has left, and what is on the shelf, no event can put back into the books by itself. But
for a parcel that left before its order was cancelled, which nobody could mark as shipped any more. What moves no goods
is as it was told: slips are split and merged, parcels entered, and what has left by the books is delivered. A parcel
that was lost takes goods once more, so that it is sent again by hand.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.fulfilment.orders.model import OrderState
from services.fulfilment.orders.store import find_order
from services.fulfilment.shipments.as_left import leave_as_announced
from services.fulfilment.shipments.delivered_as_announced import deliver_as_announced
from services.fulfilment.shipments.merged_as_announced import merge_as_announced
from services.fulfilment.shipments.parcels_as_announced import parcels_as_announced
from services.fulfilment.slips.as_announced import (
    NOT_READ_AGAIN,
    enter_nothing_to_ship,
    enter_slip,
    enter_split,
    story_of,
)
from services.fulfilment.slips.entered_store import (
    count_orders_on,
    count_stock_on,
    find_on_hand,
    find_slip_of_number,
    skip_numbers,
)
from services.fulfilment.slips.model import number_of_slip
from services.fulfilment.slips.store import list_slips
from services.fulfilment.slips.tell_state import states_told, tell_states
from services.fulfilment.usecases.take_back_reservations import end_as_announced, reserve_as_announced
from shared.messaging.take_back import Outcome, TakeBack, Unknown, Verdict
from shared.schemas.billing import CreditNoteIssued
from shared.schemas.event import Event, OrderEvent
from shared.schemas.fulfilment import (
    CancellationTooLate,
    CreditedGoodsLeft,
    ExchangeEvent,
    FulfilmentHeld,
    NothingToShip,
    ParcelAdded,
    ParcelCorrected,
    ParcelFound,
    ParcelLost,
    ParcelRemoved,
    PickupReady,
    PickupWithdrawn,
    ReservationEvent,
    RestockEvent,
    ShipmentDelivered,
    ShipmentShipped,
    ShipmentState,
    ShipmentUndelivered,
    ShipmentUnshipped,
    SlipChanged,
    SlipCreated,
    SlipReady,
    SlipReduced,
    SlipsMerged,
    SlipSplit,
    SlipsVoided,
    SlipWaits,
    StockLevel,
    StockLow,
    UnorderedGoodsLeft,
)
from shared.schemas.orders import OrderCancelled, OrderEdited, OrderHeld, OrderPlaced, OrderResumed
from shared.schemas.returns import ReturnedGoodsDisposed, ReturnExchangeDecided
from shared.transaction import Tx

BY_HAND = {
    ShipmentShipped: "mark it as shipped again",
    ShipmentUnshipped: "mark it as not shipped again, if it is marked as shipped here",
    SlipSplit: "split it again",
    SlipsMerged: "merge them again, if both are open here",
    ShipmentDelivered: "it has not left here: mark it as shipped again, and then as delivered",
    ParcelAdded: "its slip is not here: enter the parcel again once it is",
    ParcelCorrected: "the parcel is not here: enter it again as it was corrected",
    ParcelLost: "send it again once more",
    ParcelFound: "say again that the parcel is found",
    ParcelRemoved: "it is lost here: say that it is found, and remove it again",
    PickupReady: "mark it as ready for pickup again",
    PickupWithdrawn: "take its mark of being ready for pickup off, if it has it here",
    CancellationTooLate: "its parcel had left when the order was cancelled, and is in the books as if it were here",
    CreditedGoodsLeft: "goods left that had been credited: mark the slip as shipped again",
}

LEFT = "it had left when its order was cancelled"


async def take_back_slips(tx: Tx, unknown: Unknown) -> Sequence[Verdict]:
    """Slips in the order of their numbers, as they share what is on the shelf; then what left, and the shelf itself.

    The rest follows as it is read again.
    """
    events, needed = unknown.events, unknown.needed
    created = [event for event in events if isinstance(event, SlipCreated)]
    # Also those of slips that cannot be entered: their numbers are never given again.
    await skip_numbers(tx, [number_of_slip(event.slip_number) for event in created])
    levels = {event.sku: event for event in events if isinstance(event, StockLevel)}
    await count_orders_on(tx, unknown.last_sequences)
    await count_stock_on(tx, {sku: level.sequence for sku, level in levels.items()})
    reservations = await end_as_announced(tx, events)
    slips = await _slips(tx, events, needed)
    reached = {one.shipment_id for one, verdict in slips.items() if verdict.outcome is Outcome.TAKEN}
    await tell_states(tx, reached, states_told(events))
    made = {event.shipment_id: slips[event] for event in created}
    reservations |= await reserve_as_announced(tx, events)
    last_done = {of_hands: event for event in _by_sequence(events) if (of_hands := _of_hands(event))}
    left = await _parcels_that_left(tx, last_done.values(), needed)
    parcels = await parcels_as_announced(tx, events)
    delivered = {
        event.shipment_id: await deliver_as_announced(tx, event)
        for event in last_done.values()
        if isinstance(event, ShipmentDelivered | ShipmentUndelivered)
    }
    on_hand = await find_on_hand(tx, list(levels))
    read_again = {event.order_id for event in needed if isinstance(event, OrderEvent)}
    restocks = {event.decision_id for event in needed if isinstance(event, ReturnedGoodsDisposed)}
    exchanges = {event.decision_id for event in needed if isinstance(event, ReturnExchangeDecided)}
    verdicts = []
    for event in events:
        match event:
            case SlipCreated() | SlipsMerged():
                verdict = slips[event]
            case SlipSplit() if made[event.split_off].outcome is not Outcome.OPEN:
                verdict = made[event.split_off]
            case NothingToShip():
                verdict = await _nothing(tx, event, needed)
            case StockLevel():
                verdict = _stock(event, levels[event.sku], on_hand.get(event.sku))
            case ReservationEvent():
                verdict = reservations[event.reservation_id]
            case StockLow():
                verdict = Verdict(Outcome.THERE, event.sku, "its level says how it is")
            case _ if (of_hands := _of_hands(event)) and last_done[of_hands] is not event:
                verdict = Verdict(Outcome.THERE, _about(event), "what came later says how it is")
            case ParcelAdded() | ParcelCorrected() | ParcelRemoved():
                verdict = _verdict(parcels[event.parcel.parcel_id], event)
            case ShipmentDelivered() | ShipmentUndelivered():
                verdict = _verdict(delivered[event.shipment_id], event)
            case ShipmentShipped() if event.shipment_id in left:
                verdict = Verdict(left[event.shipment_id], event.slip_number, LEFT)
            case PickupReady() if event.shipment_id in left:
                verdict = Verdict(Outcome.THERE, event.slip_number, LEFT)
            case CancellationTooLate() if event.shipment_id in left:
                verdict = Verdict(Outcome.COMES_AGAIN, event.slip_number)
            case _:
                verdict = _follows(event, read_again, restocks, exchanges)
        verdicts.append(verdict)
    return verdicts


async def _parcels_that_left(tx: Tx, last_done: Iterable[Event], needed: Sequence[Event]) -> dict[UUID, Outcome]:
    """Of orders whose cancellation is read again, by shipment: what leaves now as it did, and what is shipped here."""
    cancelled = {event.order_id for event in needed if isinstance(event, OrderCancelled)}
    left = {
        event.shipment_id: Outcome.TAKEN
        for event in last_done
        if isinstance(event, ShipmentShipped) and event.order_id in cancelled and await leave_as_announced(tx, event)
    }
    there = {
        slip.shipment_id: Outcome.THERE
        for slip in await list_slips(tx, cancelled)
        if slip.state is ShipmentState.SHIPPED
    }
    return there | left


def _of_hands(event: Event) -> tuple[UUID, str] | None:
    """The parcel and what people do with it and take off again: of these the last tells how it is."""
    match event:
        case ParcelAdded() | ParcelCorrected() | ParcelRemoved():
            return event.parcel.parcel_id, "parcel"
        case ShipmentDelivered() | ShipmentUndelivered():
            return event.shipment_id, "delivered"
        case ShipmentShipped() | ShipmentUnshipped():
            return event.shipment_id, "shipped"
        case PickupReady() | PickupWithdrawn():
            return event.shipment_id, "ready"
    return None


TAKE_BACK = TakeBack(
    take_back_slips,
    needs=frozenset(
        {
            OrderPlaced,
            OrderHeld,
            OrderResumed,
            OrderEdited,
            OrderCancelled,
            CreditNoteIssued,
            ReturnedGoodsDisposed,
            ReturnExchangeDecided,
        }
    ),
)


async def _slips(tx: Tx, events: Sequence[Event], needed: Sequence[Event]) -> dict[SlipCreated | SlipsMerged, Verdict]:
    """In the order of their numbers; those that were merged then, before any that was made of them later."""
    told = [event for event in _by_sequence(events) if isinstance(event, SlipCreated | SlipsMerged)]
    last: dict[UUID, int] = {}
    turns = {}
    for event in told:
        if isinstance(event, SlipCreated):
            last[event.order_id] = number_of_slip(event.slip_number)
        turns[event] = last.get(event.order_id, 0), isinstance(event, SlipsMerged), event.sequence
    return {event: await _slip_or_merge(tx, event, needed) for event in sorted(told, key=turns.__getitem__)}


async def _slip_or_merge(tx: Tx, event: SlipCreated | SlipsMerged, needed: Sequence[Event]) -> Verdict:
    if isinstance(event, SlipsMerged):
        return _verdict(await merge_as_announced(tx, event), event)
    return await _slip(tx, event, needed)


async def _slip(tx: Tx, event: SlipCreated, needed: Sequence[Event]) -> Verdict:
    there = await find_slip_of_number(tx, number_of_slip(event.slip_number))
    if there == event.shipment_id:
        return Verdict(Outcome.THERE, event.slip_number)
    if there:
        return Verdict(Outcome.OPEN, event.slip_number, "its number is another slip's here")
    if event.replaces:
        return Verdict(Outcome.OPEN, event.slip_number, "send again what was in the lost parcel")
    story = story_of(event.order_id, needed)
    entered = await (enter_split(tx, event) if event.split_from else enter_slip(tx, event, story))
    if isinstance(entered, str):
        return Verdict(Outcome.OPEN, event.slip_number, entered)
    return Verdict(Outcome.TAKEN, event.slip_number)


async def _nothing(tx: Tx, event: NothingToShip, needed: Sequence[Event]) -> Verdict:
    order = await find_order(tx, event.order_id)
    if order and order.state in (OrderState.TAKEN, OrderState.CANCELLED):
        return Verdict(Outcome.THERE, order.number or "")
    if await enter_nothing_to_ship(tx, event, story_of(event.order_id, needed)):
        return Verdict(Outcome.TAKEN)
    return Verdict(Outcome.OPEN, why=NOT_READ_AGAIN)


def _stock(event: StockLevel, last: StockLevel, on_hand: int | None) -> Verdict:
    if event is not last or on_hand == event.on_hand:
        return Verdict(Outcome.THERE, event.sku)
    here = "is not kept" if on_hand is None else f"is {on_hand}"
    return Verdict(Outcome.OPEN, event.sku, f"{event.on_hand} were on hand, which here {here}: count it")


def _verdict(outcome: Outcome, event: Event) -> Verdict:
    return Verdict(outcome, _about(event), BY_HAND[type(event)] if outcome is Outcome.OPEN else "")


def _about(event: Event) -> str:
    return getattr(event, "slip_number", "")


def _by_sequence(events: Sequence[Event]) -> list[Event]:
    """As they were announced about their orders."""
    return sorted(events, key=lambda event: event.sequence if isinstance(event, OrderEvent) else 0)


def _follows(event: Event, read_again: set[UUID], restocks: set[UUID], exchanges: set[UUID]) -> Verdict:
    about = _about(event)
    if why := BY_HAND.get(type(event)):
        return Verdict(Outcome.OPEN, about, why)
    if isinstance(event, ExchangeEvent):
        # Where its reservation is here, its order was placed of it, or is as it is read.
        if event.decision_id in exchanges:
            return Verdict(Outcome.COMES_AGAIN, event.number)
        return Verdict(Outcome.THERE, event.number, "its reservation says how it is")
    if isinstance(event, RestockEvent):
        # Read again, it is refused where the parcel is not marked as shipped here.
        if event.decision_id in restocks:
            return Verdict(Outcome.COMES_AGAIN, event.number)
        return Verdict(Outcome.OPEN, event.number, "enter what came back with this return as goods received")
    if isinstance(event, _OF_ORDERS) and event.order_id in read_again:
        return Verdict(Outcome.COMES_AGAIN, about)
    if isinstance(event, SlipReady | SlipWaits):
        return Verdict(Outcome.COMES_AGAIN, about, "it follows from the stock as it is counted")
    return Verdict(Outcome.OPEN, about, "what it followed from is not on its topic any more")


_OF_ORDERS = (FulfilmentHeld, SlipsVoided, SlipReduced, SlipChanged, UnorderedGoodsLeft)
