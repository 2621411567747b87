"""Goods have left that were not to leave: a return is opened for them."""

from collections import Counter
from uuid import UUID

from uuid_utils.compat import uuid7

from services.returns.orders.model import PartOfLine, parts_of
from services.returns.returned import store
from services.returns.returned.model import return_number
from services.returns.returned.states import ReturnState
from services.returns.usecases.give_way import give_way
from shared.clock import now
from shared.schemas.fulfilment import CancellationTooLate, CreditedGoodsLeft, SkuQuantity, UnorderedGoodsLeft
from shared.schemas.returns import ReturnedLine, ReturnOpened, ReturnOpenedV2, ReturnReason
from shared.transaction import Tx, announce


async def open_return(tx: Tx, event: CancellationTooLate) -> None:
    """A parcel left while its order was being cancelled."""
    return_id = uuid7()
    at = event.found_at or now()  # it is not known of those from before
    return_no = await store.insert_return(
        tx,
        return_id=return_id,
        order_id=event.order_id,
        shipment_id=event.shipment_id,
        # The shop opens it itself, so nobody has to approve it; the parcel is still on its way to the customer.
        state=ReturnState.APPROVED,
        reason=ReturnReason.PARCEL_LEFT_WHILE_CANCELLING,
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
            sequence=await store.next_sequence(tx, event.order_id),
            return_id=return_id,
            number=return_number(return_no),
            shipment_id=event.shipment_id,
            reason=ReturnReason.PARCEL_LEFT_WHILE_CANCELLING,
            lines=tuple(SkuQuantity(sku=sku, quantity=quantity) for sku, quantity in units.items()),
            opened_at=at,
        ),
    )
    await give_way(tx, event.order_id)


async def open_return_of_credited_goods(tx: Tx, event: CreditedGoodsLeft) -> None:
    """A parcel left with goods that the customer had the money for: of each credit its units alone come back."""
    await _open(tx, event, parts_of(event.lines), ReturnReason.CREDITED_GOODS_LEFT, event.document_id)


async def open_return_of_unordered_goods(tx: Tx, event: UnorderedGoodsLeft) -> None:
    """A parcel left with goods that an edit had taken off the order.

    After each edit all of them are told: what is to come back by an earlier return is in no other.
    """
    asked_back = await store.count_unordered(tx, event.shipment_id)
    lines = tuple(
        line.model_copy(update={"quantity": line.quantity - asked_back[line.line_no]})
        for line in parts_of(event.lines)
        if line.quantity > asked_back[line.line_no]
    )
    if lines:
        await _open(tx, event, lines, ReturnReason.UNORDERED_GOODS_LEFT, None)


async def _open(
    tx: Tx,
    event: CreditedGoodsLeft | UnorderedGoodsLeft,
    lines: tuple[PartOfLine, ...],
    reason: ReturnReason,
    document_id: UUID | None,
) -> None:
    return_id = uuid7()
    return_no = await store.insert_return(
        tx,
        return_id=return_id,
        order_id=event.order_id,
        shipment_id=event.shipment_id,
        state=ReturnState.APPROVED,
        reason=reason,
        lines=lines,
        opened_at=event.found_at,
        document_id=document_id,
    )
    if return_no is None:
        return
    announce(
        tx,
        ReturnOpenedV2(
            order_id=event.order_id,
            sequence=await store.next_sequence(tx, event.order_id),
            return_id=return_id,
            number=return_number(return_no),
            shipment_id=event.shipment_id,
            reason=reason,
            document_id=document_id,
            lines=tuple(ReturnedLine(**dict(line)) for line in lines),
            opened_at=event.found_at,
        ),
    )
    await give_way(tx, event.order_id)
