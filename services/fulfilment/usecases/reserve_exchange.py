"""What goods of a return are exchanged for is set aside for the order to come, or is not there."""

from services.fulfilment.orders.model import Order
from services.fulfilment.orders.store import find_order, save_order
from services.fulfilment.reservations.model import LONGEST, Reservation
from services.fulfilment.reservations.store import find_reservations
from services.fulfilment.slips.end_reservations import give_up_reservations
from services.fulfilment.usecases.reserve_stock import ReserveStock, reserve_stock
from shared.clock import now
from shared.refused import Refused
from shared.schemas.fulfilment import ExchangeNotInStock, ExchangeReserved
from shared.schemas.orders import ExchangeRefused
from shared.schemas.returns import ReturnExchangeDecided
from shared.transaction import Tx, announce

OUT_OF_STOCK = "out-of-stock"


async def reserve_exchange(tx: Tx, event: ReturnExchangeDecided) -> None:
    """All of it or nothing; what orders may wait for may be missing."""
    if await find_reservations(tx, [event.decision_id]):
        return
    order = await find_order(tx, event.order_id) or Order(event.order_id)
    (reserved,) = await reserve_stock(
        tx,
        [
            ReserveStock(
                wanted=tuple((one.sku, one.quantity) for one in event.exchange.replacements),
                by=event.by,
                expires_at=now() + LONGEST,
                reference=event.number,
                accept_backorder=True,
                reservation_id=event.decision_id,
            )
        ],
    )
    sequence = await save_order(tx, order)
    announce(tx, _told(event, reserved, sequence))


async def give_up_exchange(tx: Tx, event: ExchangeRefused) -> None:
    """No order comes for what is set aside."""
    await give_up_reservations(tx, [event.decision_id])


def _told(
    event: ReturnExchangeDecided, reserved: Reservation | Refused, sequence: int
) -> ExchangeReserved | ExchangeNotInStock:
    about = {
        "order_id": event.order_id,
        "sequence": sequence,
        "decision_id": event.decision_id,
        "return_id": event.return_id,
        "number": event.number,
        "by": event.by,
    }
    if isinstance(reserved, Refused):
        return ExchangeNotInStock(**about, problem=OUT_OF_STOCK, detail=reserved.detail, refused_at=now())
    return ExchangeReserved(
        **about, exchange=event.exchange, reserved_at=reserved.created_at, expires_at=reserved.expires_at
    )
