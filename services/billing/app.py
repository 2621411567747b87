"""Billing: what it handles, in the order of the life of an order, and its API."""

from services.billing.files.make_files import make_files
from services.billing.routes import routers
from services.billing.usecases.announce_again import ANNOUNCE_AGAIN
from services.billing.usecases.change_customer import change_customer
from services.billing.usecases.change_settings import SETTINGS
from services.billing.usecases.edit_order import edit_order
from services.billing.usecases.find_overdue import find_overdue
from services.billing.usecases.hold_invoicing import hold_invoicing
from services.billing.usecases.remind import remind_overdue
from services.billing.usecases.resume_invoicing import resume_invoicing
from services.billing.usecases.settle_exchanges import credit_and_end, invoice_and_settle
from services.billing.usecases.settle_return import credit_return, refund_return
from services.billing.usecases.take_back import TAKE_BACK
from shared.messaging.handlers import each
from shared.schemas.orders import (
    OrderCancelled,
    OrderCustomerChanged,
    OrderEdited,
    OrderHeld,
    OrderPlaced,
    OrderResumed,
)
from shared.schemas.returns import ReturnCreditDecided, ReturnRefundDecided
from shared.service import Service

service = Service(
    name="billing",
    handlers={
        OrderPlaced: invoice_and_settle,
        OrderHeld: each(hold_invoicing),
        OrderResumed: each(resume_invoicing),
        OrderEdited: each(edit_order),
        OrderCustomerChanged: each(change_customer),
        OrderCancelled: credit_and_end,
        ReturnCreditDecided: each(credit_return),
        ReturnRefundDecided: each(refund_return),
    },
    routers=routers,
    background=(make_files,),
    timers=(find_overdue, remind_overdue),
    take_back=TAKE_BACK,
    announce_again=ANNOUNCE_AGAIN,
    settings=SETTINGS,
)
