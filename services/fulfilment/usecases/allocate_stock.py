"""Orders come in: each gets a slip and what there is of its goods, first come first served."""

from collections.abc import Sequence

from services.fulfilment.orders.model import Order, OrderState
from services.fulfilment.orders.store import find_orders, save_orders
from services.fulfilment.papers.model import paper_of_order
from services.fulfilment.papers.store import insert_papers
from services.fulfilment.slips.end_reservations import give_up_reservations
from services.fulfilment.slips.make_slips import ToShip, make_slips
from shared.clock import now
from shared.schemas.fulfilment import FulfilmentHeld
from shared.schemas.orders import OrderPlaced
from shared.transaction import Tx, announce


async def allocate_stock(tx: Tx, events: Sequence[OrderPlaced]) -> None:
    known = await find_orders(tx, [event.order_id for event in events])
    placed, given_up = [], []
    for event in events:
        order = known.get(event.order_id) or Order(event.order_id)
        # One that was cancelled before it came here gets no slip; one that was placed before has it already.
        if order.state is OrderState.EXPECTED:
            placed.append((event, order.place(event)))
        elif order.is_cancelled and event.reservation_id:
            given_up.append(event.reservation_id)

    # Also of one that is here already, as its slip was taken back before its placement was read again.
    papers = {event.order_id: paper_of_order(event) for event in events}
    await insert_papers(tx, {order_id: paper for order_id, paper in papers.items() if paper})
    if given_up:
        await give_up_reservations(tx, given_up)
    if not placed:
        return
    at, sequences = now(), await save_orders(tx, [order for _, order in placed])
    for event, order in placed:
        if order.held and order.last_sequence == event.sequence:
            announce(
                tx,
                FulfilmentHeld(
                    order_id=order.order_id,
                    sequence=sequences[order.order_id],
                    hold_sequence=event.sequence,
                    occurred_at=event.occurred_at,
                    applied_at=at,
                ),
            )
    to_ship = [
        ToShip(
            order.order_id,
            sequences[order.order_id],
            order.still_wanted(order.wanted_of(event)),
            event.occurred_at,
            event.reservation_id,
        )
        for event, order in placed
        if order.state is OrderState.TAKEN
    ]
    await make_slips(tx, to_ship)
