"""Staff put right whom an order is for: what has not left yet goes there, and what has left stays as it was."""

from services.fulfilment.papers.store import change_papers
from shared.schemas.orders import OrderCustomerChanged
from shared.transaction import Tx


async def change_customer(tx: Tx, event: OrderCustomerChanged) -> None:
    # Of an order that is not here yet, its placement has the customer as it is now.
    await change_papers(tx, event.order_id, event.customer)
