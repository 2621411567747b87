"""Staff put right whom an order is for: its mails go to the present address, those that wait too."""

from services.notifier.messages.addressees import NewAddressee, save_addressees
from shared.schemas.orders import OrderCustomerChanged
from shared.transaction import Tx


async def change_addressee(tx: Tx, event: OrderCustomerChanged) -> None:
    await save_addressees(tx, [NewAddressee.of(event)])
