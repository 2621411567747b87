"""An order is edited: its slips have what is ordered now, and of what had left already the shop is told."""

from collections.abc import Sequence
from uuid import UUID

from services.fulfilment.orders.model import Order, OrderState
from services.fulfilment.orders.store import find_order, save_orders
from services.fulfilment.papers.model import paper_of_edit
from services.fulfilment.papers.store import find_papers, save_paper
from services.fulfilment.slips.backorder_store import find_missing
from services.fulfilment.slips.edit_slips import EditedSlips, edit_slips
from services.fulfilment.slips.end_reservations import keep_if_wanted
from services.fulfilment.slips.make_slips import ToShip, make_slips
from services.fulfilment.slips.model import OPEN, Slip
from services.fulfilment.slips.store import list_slips
from services.fulfilment.slips.take_off_credited import Units
from services.fulfilment.slips.together import what_follows
from services.fulfilment.usecases.mark_shipped import titles_of
from shared.clock import now
from shared.schemas.fulfilment import ShipmentState, SlipBeside, SlipChanged, UnorderedGoodsLeft
from shared.schemas.orders import OrderEdited
from shared.transaction import Tx, announce


async def edit_order(tx: Tx, event: OrderEdited) -> None:
    # The edit may come before the placement: it is remembered, and the slip is made of it.
    order = await find_order(tx, event.order_id) or Order(event.order_id)
    edited = order.edit(event)
    if edited is order:
        return
    before = (await find_papers(tx, [event.order_id])).get(event.order_id)
    if paper := paper_of_edit(before, event):
        await save_paper(tx, event.order_id, paper)
    await follow_edit(tx, edited)


async def follow_edit(tx: Tx, order: Order) -> None:
    """Saves the order. On hold nothing is added to its slips until it is resumed."""
    if order.state is not OrderState.TAKEN:
        order = await keep_if_wanted(tx, order)
        await save_orders(tx, [order], {order.order_id: 0})
        return
    edited = await edit_slips(tx, order, adds=not order.held)
    events = len(edited.changed) + len(edited.left) + bool(edited.to_new)
    last = (await save_orders(tx, [order], {order.order_id: events}))[order.order_id]
    slips = await list_slips(tx, [order.order_id])
    await _announce(tx, order, slips, edited, first=last - events + 1)
    if edited.to_new:
        beside = tuple(
            SlipBeside(slip_number=slip.number, state=slip.state)
            for slip in slips
            if slip.state is not ShipmentState.VOID
        )
        new = ToShip(order.order_id, last, edited.to_new, edited=order.edited, beside=beside)
        await make_slips(tx, [new])


async def _announce(tx: Tx, order: Order, slips: Sequence[Slip], edited: EditedSlips, *, first: int) -> None:
    at, sequence = now(), first
    missing = await find_missing(tx, edited.changed)
    is_open = bool(edited.to_new) or any(slip.state in OPEN for slip in slips)
    has_left = any(slip.state is ShipmentState.SHIPPED for slip in slips)
    follows = what_follows(slips, edited.to_new)
    titles = await titles_of(tx, order.order_id, follows)
    for slip in slips:
        if slip.shipment_id in edited.changed:
            event = SlipChanged(
                order_id=order.order_id,
                sequence=sequence,
                shipment_id=slip.shipment_id,
                slip_number=slip.number,
                state=slip.state,
                lines=()
                if slip.state is ShipmentState.VOID
                else slip.lines_allocated(missing.get(slip.shipment_id, {})),
                edited=order.edited,
                nothing_left_to_ship=not is_open and not has_left,
                order_shipped_in_full=not is_open and has_left,
                follows=follows,
                titles=titles,
                changed_at=max(at, slip.created_at),
            )
            announce(tx, event)
            sequence += 1
    for slip, units in edited.left:
        announce(tx, _left(order.order_id, slip, units, edited=order.edited, sequence=sequence))
        sequence += 1


def _left(order_id: UUID, slip: Slip, units: Units, *, edited: int, sequence: int) -> UnorderedGoodsLeft:
    return UnorderedGoodsLeft(
        order_id=order_id,
        sequence=sequence,
        shipment_id=slip.shipment_id,
        slip_number=slip.number,
        edited=edited,
        lines=tuple(
            line.model_copy(update={"quantity": units[line.line_no]})
            for line in slip.lines_allocated({})
            if line.line_no in units
        ),
        found_at=now(),
    )
