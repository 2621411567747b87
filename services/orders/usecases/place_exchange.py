"""What goods of a return are exchanged for is set aside: an order is placed for it, once for a decision, or refused."""

from services.orders.order.events import snapshot
from services.orders.order.exchanged import order_in_exchange
from services.orders.order.model import Order
from services.orders.order.own_history import exchange_entry
from services.orders.order.store import OrderWithContent, find_orders, find_orders_with_content, save_orders
from services.orders.products.store import find_products
from services.orders.usecases.place_orders import place_exchanged
from shared.clock import now
from shared.refused import NotFound, Refused
from shared.schemas.fulfilment import ExchangeReserved
from shared.schemas.orders import ExchangeOf, ExchangePlaced, ExchangeRefused
from shared.transaction import Tx, announce


class OrderIsCancelled(Refused):
    type = "order-cancelled"


async def place_exchange(tx: Tx, event: ExchangeReserved) -> None:
    """The new order has the id of the decision, and is linked to the order that the goods came from."""
    if event.decision_id in await find_orders(tx, [event.decision_id]):
        return
    found = (await find_orders_with_content(tx, [event.order_id])).get(event.order_id)
    try:
        if found is None:
            raise NotFound(f"there is no order {event.order_id}")
        async with tx.savepoint():
            placed = await _place(tx, event, found)
    except Refused as refusal:
        _refuse(tx, event, refusal, found.order if found else None)
        return
    await _tell(tx, event, found.order, placed.order)


async def _place(tx: Tx, event: ExchangeReserved, of: OrderWithContent) -> OrderWithContent:
    if of.order.is_cancelled:
        raise OrderIsCancelled(f"order {of.order.number} is cancelled: what comes back of it is not exchanged")
    exchange = event.exchange
    products = await find_products(tx, {one.sku for one in exchange.replacements})
    command = order_in_exchange(of, exchange, products, order_id=event.decision_id, number=event.number, by=event.by)
    link = ExchangeOf(
        return_id=event.return_id,
        number=event.number,
        order_id=event.order_id,
        order_number=of.order.number,
        advance=exchange.advance,
        due_on=exchange.due_on,
    )
    return await place_exchanged(tx, command, link, products, customer_id=of.order.customer_id)


async def _tell(tx: Tx, event: ExchangeReserved, order: Order, placed: Order) -> None:
    told = order.but(version=order.version + 1)
    exchanged = ExchangePlaced(
        order_id=order.order_id,
        sequence=told.version,
        decision_id=event.decision_id,
        return_id=event.return_id,
        return_number=event.number,
        exchange_order_id=placed.order_id,
        exchange_order_number=placed.number,
        gross=placed.gross,
        currency=placed.currency,
        recorded_at=placed.created_at,
        by=event.by,
    )
    await save_orders(tx, [told], [exchange_entry(exchanged, placed.created_at)])
    announce(tx, exchanged, snapshot(told))


def _refuse(tx: Tx, event: ExchangeReserved, refusal: Refused, order: Order | None) -> None:
    announce(
        tx,
        ExchangeRefused(
            order_id=event.order_id,
            sequence=order.version if order else 0,
            decision_id=event.decision_id,
            return_id=event.return_id,
            return_number=event.number,
            problem=refusal.type,
            detail=refusal.detail,
            recorded_at=now(),
            by=event.by,
        ),
    )
