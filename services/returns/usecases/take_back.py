"""Returns that were announced and are not known any more are taken in under their own numbers, as far as was told.

What staff remarked for themselves is not told, and is lost. What others carried out they tell again.
"""

from collections.abc import Sequence
from uuid import UUID

from services.returns.orders.model import PartOfLine, parts_of
from services.returns.orders.store import find_parts_of_shipment
from services.returns.returned import store
from services.returns.returned.as_announced import as_requested, follow
from services.returns.returned.decision_store import insert_step, save_decision
from services.returns.returned.model import number_of_return
from services.returns.returned.states import ReturnState
from services.returns.withdrawals import store as withdrawals
from services.returns.withdrawals.model import Withdrawal
from shared.messaging.take_back import Outcome, TakeBack, Unknown, Verdict
from shared.refused import Refused
from shared.schemas.event import Event
from shared.schemas.fulfilment import CancellationTooLate, ShipmentShipped
from shared.schemas.returns import ReturnEvent, ReturnOpened, ReturnOpenedV2, ReturnRequested
from shared.schemas.withdrawals import OrderWithdrawn, WithdrawalReceived
from shared.transaction import Tx


async def take_back_returns(tx: Tx, unknown: Unknown) -> Sequence[Verdict]:
    """What is read again of a parcel finds its return there."""
    opened = [event for event in unknown.events if isinstance(event, _NUMBERED)]
    # Also those of returns that cannot be taken back: their numbers are never given again.
    await store.skip_numbers(tx, [number_of_return(event.number) for event in opened])
    parcels = {event.shipment_id: parts_of(event.lines) for event in unknown.needed if isinstance(event, _OF_PARCELS)}
    verdicts = [await _verdict(tx, event, parcels) for event in unknown.events]
    for order_id, sequence in unknown.last_sequences.items():
        await store.count_on(tx, order_id, sequence)
    return verdicts


_OF_PARCELS = (CancellationTooLate, ShipmentShipped)
_NUMBERED = ReturnOpened | ReturnOpenedV2 | ReturnRequested
TAKE_BACK = TakeBack(take_back_returns, needs=frozenset(_OF_PARCELS))


async def _verdict(tx: Tx, event: Event, parcels: dict[UUID, tuple[PartOfLine, ...]]) -> Verdict:
    match event:
        case ReturnOpened():
            return await _take(tx, event, parcels.get(event.shipment_id))
        case ReturnOpenedV2():
            return await _take(tx, event, tuple(PartOfLine(**dict(line)) for line in event.lines))
        case ReturnRequested():
            return await _take_requested(tx, event)
        case ReturnEvent():
            return await _follow(tx, event)
        case WithdrawalReceived():
            return await _take_withdrawal(tx, event)
        case OrderWithdrawn():  # what it asks for follows anew from the withdrawal
            return Verdict(Outcome.THERE, str(event.withdrawal_id))
    return Verdict(Outcome.OPEN, why="returns does not know this event")


async def _take(tx: Tx, event: ReturnOpened | ReturnOpenedV2, lines: tuple[PartOfLine, ...] | None) -> Verdict:
    if there := await _known(tx, event.return_id, event.number):
        return there
    lines = lines or await find_parts_of_shipment(tx, event.shipment_id)
    if not lines:
        return Verdict(
            Outcome.OPEN, event.number, "its parcel is not known here, and not on fulfilment.events any more"
        )
    taken = await store.insert_return(
        tx,
        return_id=event.return_id,
        order_id=event.order_id,
        shipment_id=event.shipment_id,
        state=ReturnState.APPROVED,
        reason=event.reason,
        document_id=event.document_id if isinstance(event, ReturnOpenedV2) else None,
        lines=lines,
        opened_at=event.opened_at,
        return_no=number_of_return(event.number),
    )
    if taken is None:
        return Verdict(Outcome.OPEN, event.number, "its parcel has another return here")
    await store.count_on(tx, event.order_id, event.sequence)
    return Verdict(Outcome.TAKEN, event.number)


async def _take_requested(tx: Tx, event: ReturnRequested) -> Verdict:
    if there := await _known(tx, event.return_id, event.number):
        return there
    await store.count_on(tx, event.order_id, event.sequence)  # its order is known from now on, if it was not
    requested, done = as_requested(event)
    await store.insert_asked_return(tx, requested)
    await insert_step(tx, event.return_id, done)
    return Verdict(Outcome.TAKEN, event.number)


async def _take_withdrawal(tx: Tx, event: WithdrawalReceived) -> Verdict:
    """The evidence is as it was; what becomes of it is looked at anew."""
    declared = Withdrawal(**{name: getattr(event, name) for name in Withdrawal.__dataclass_fields__})
    about = str(event.withdrawal_id)
    if await withdrawals.is_known(tx, declared.withdrawal_id):
        return Verdict(Outcome.THERE, about)
    await withdrawals.insert_withdrawal(tx, declared)
    return Verdict(Outcome.TAKEN, about)


async def _known(tx: Tx, return_id: UUID, number: str) -> Verdict | None:
    there = await store.find_return_of_number(tx, number_of_return(number))
    if there == return_id:
        return Verdict(Outcome.THERE, number)
    return Verdict(Outcome.OPEN, number, "its number is another return's here") if there else None


async def _follow(tx: Tx, event: ReturnEvent) -> Verdict:
    """What happened to a return, in the order in which it was told; a return that is not here stays open."""
    if await store.find_return_of_number(tx, number_of_return(event.number)) != event.return_id:
        return Verdict(Outcome.OPEN, event.number, "its return is not known here")
    if event.sequence <= await store.get_sequence(tx, event.order_id):
        return Verdict(Outcome.THERE, event.number)
    try:
        after, done = follow(await store.get_return(tx, event.return_id), event)
    except Refused as refusal:
        return Verdict(Outcome.OPEN, event.number, refusal.detail)
    await store.count_on(tx, event.order_id, event.sequence)
    await store.update_return(tx, after)
    if done:
        await insert_step(tx, event.return_id, done)
    for decision in after.decisions:
        await save_decision(tx, event.return_id, decision)
    return Verdict(Outcome.TAKEN, event.number)
