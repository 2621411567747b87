"""A parcel left while its order was being cancelled: open a return for it."""

from collections import Counter

from uuid_utils.compat import uuid7

from services.returns import store
from services.returns.model import ReturnState, return_number
from services.returns.order import parts_of
from shared.clock import now
from shared.schemas.fulfilment import CancellationTooLate, SkuQuantity
from shared.schemas.returns import ReturnOpened, ReturnReason
from shared.transaction import Tx, announce


async def open_return(tx: Tx, event: CancellationTooLate) -> None:
    return_id = uuid7()
    at = event.found_at or now()  # it is not known of those from before
    return_no = await store.insert_return_of_late_parcel(
        tx,
        return_id=return_id,
        order_id=event.order_id,
        shipment_id=event.shipment_id,
        # The shop opens it itself, so nobody has to approve it; the parcel is still on its way to the customer.
        state=ReturnState.APPROVED,
        lines=parts_of(event.lines),
        opened_at=at,
    )
    if return_no is None:
        return

    units: Counter[str] = Counter()
    for line in event.lines:
        units[line.sku] += line.quantity
    announce(
        tx,
        ReturnOpened(
            order_id=event.order_id,
            sequence=await store.count_return(tx, event.order_id),
            return_id=return_id,
            number=return_number(return_no),
            shipment_id=event.shipment_id,
            reason=ReturnReason.PARCEL_LEFT_WHILE_CANCELLING,
            lines=tuple(SkuQuantity(sku=sku, quantity=quantity) for sku, quantity in units.items()),
            opened_at=at,
        ),
    )
