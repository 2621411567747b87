"""An order on hold is resumed: if it has no slip yet it gets one now, behind those who came in the meantime."""

from services.fulfilment import store
from services.fulfilment.model import OrderState
from services.fulfilment.slips import ToShip, make_slips
from shared.schemas.orders import OrderResumed
from shared.transaction import Tx


async def resume_shipping(tx: Tx, event: OrderResumed) -> None:
    resumed = (await store.find_order(tx, event.order_id)).hear(event.sequence, held=False)
    if resumed is None:
        return
    waiting = resumed.waiting
    sequence = await store.save_order(tx, resumed.take() if resumed.state is OrderState.WAITING else resumed)
    if waiting is not None:
        await make_slips(tx, [ToShip(event.order_id, sequence, waiting)])
