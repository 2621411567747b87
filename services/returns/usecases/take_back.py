"""Returns that were announced and are not known any more are taken in under their own numbers."""

from collections.abc import Sequence
from uuid import UUID

from services.returns import store
from services.returns.model import ReturnState, number_of_return
from services.returns.order import PartOfLine, parts_of
from services.returns.order_store import find_parts_of_shipment
from shared.messaging.take_back import Outcome, TakeBack, Unknown, Verdict
from shared.schemas.fulfilment import CancellationTooLate, ShipmentShipped
from shared.schemas.returns import ReturnOpened, ReturnOpenedV2
from shared.transaction import Tx


async def take_back_returns(tx: Tx, unknown: Unknown) -> Sequence[Verdict]:
    """What is read again of a parcel finds its return there."""
    opened = [event for event in unknown.events if isinstance(event, ReturnOpened | ReturnOpenedV2)]
    # Also those of returns that cannot be taken back: their numbers are never given again.
    await store.skip_numbers(tx, [number_of_return(event.number) for event in opened])
    parcels = {event.shipment_id: parts_of(event.lines) for event in unknown.needed if isinstance(event, _OF_PARCELS)}
    verdicts = []
    for event in opened:
        lines = parcels.get(event.shipment_id)
        if isinstance(event, ReturnOpenedV2):
            lines = tuple(PartOfLine(**dict(line)) for line in event.lines)
        verdicts.append(await _take(tx, event, lines))
    return verdicts


_OF_PARCELS = (CancellationTooLate, ShipmentShipped)
TAKE_BACK = TakeBack(take_back_returns, needs=frozenset(_OF_PARCELS))


async def _take(tx: Tx, event: ReturnOpened | ReturnOpenedV2, lines: tuple[PartOfLine, ...] | None) -> Verdict:
    number = number_of_return(event.number)
    there: UUID | None = await store.find_return_of_number(tx, number)
    if there == event.return_id:
        return Verdict(Outcome.THERE, event.number)
    if there:
        return Verdict(Outcome.OPEN, event.number, "its number is another return's here")
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
        return_no=number,
    )
    if taken is None:
        return Verdict(Outcome.OPEN, event.number, "its parcel has another return here")
    await store.count_return(tx, event.order_id)
    return Verdict(Outcome.TAKEN, event.number)
