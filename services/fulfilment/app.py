"""The fulfilment service as a table: which event leads to which use case."""

from services.fulfilment.papers.press import keep_slip_press
from services.fulfilment.routes import routers
from services.fulfilment.usecases.allocate_stock import allocate_stock
from services.fulfilment.usecases.announce_again import ANNOUNCE_AGAIN
from services.fulfilment.usecases.change_customer import change_customer
from services.fulfilment.usecases.change_settings import SETTINGS
from services.fulfilment.usecases.edit_order import edit_order
from services.fulfilment.usecases.expire_reservations import expire_due_reservations
from services.fulfilment.usecases.hold_shipping import hold_shipping
from services.fulfilment.usecases.note_came_back import note_came_back
from services.fulfilment.usecases.reserve_exchange import give_up_exchange, reserve_exchange
from services.fulfilment.usecases.restock_returned import restock_returned
from services.fulfilment.usecases.resume_shipping import resume_shipping
from services.fulfilment.usecases.take_back import TAKE_BACK
from services.fulfilment.usecases.take_off_credits import take_off_credits
from services.fulfilment.usecases.void_slips import void_slips
from shared.messaging.handlers import each
from shared.schemas.billing import CreditNoteIssued
from shared.schemas.orders import (
    ExchangeRefused,
    OrderCancelled,
    OrderCustomerChanged,
    OrderEdited,
    OrderHeld,
    OrderPlaced,
    OrderResumed,
)
from shared.schemas.returns import ReturnedGoodsDisposed, ReturnedGoodsReceived, ReturnExchangeDecided
from shared.service import Service

service = Service(
    name="fulfilment",
    handlers={
        OrderPlaced: allocate_stock,
        OrderCustomerChanged: each(change_customer),
        OrderHeld: each(hold_shipping),
        OrderResumed: each(resume_shipping),
        OrderEdited: each(edit_order),
        CreditNoteIssued: each(take_off_credits),
        OrderCancelled: void_slips,
        ReturnedGoodsReceived: each(note_came_back),
        ReturnedGoodsDisposed: each(restock_returned),
        ReturnExchangeDecided: each(reserve_exchange),
        ExchangeRefused: each(give_up_exchange),
    },
    routers=routers,
    timers=(expire_due_reservations,),
    take_back=TAKE_BACK,
    announce_again=ANNOUNCE_AGAIN,
    settings=SETTINGS,
    background=(keep_slip_press,),
)
