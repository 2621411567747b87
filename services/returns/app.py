"""The returns service as a table: which event leads to which use case."""

from services.returns.papers.press import keep_return_press
from services.returns.pictures.press import keep_picture_press
from services.returns.routes import routers
from services.returns.routes.pictures import UPLOADS
from services.returns.usecases.change_settings import SETTINGS
from services.returns.usecases.expire_returns import expire_due_returns
from services.returns.usecases.follow_owners import (
    note_credited,
    note_exchange_placed,
    note_exchange_refused,
    note_exchange_settled,
    note_refund_failed,
    note_refunded,
    note_refused,
    note_restock_refused,
    note_restocked,
)
from services.returns.usecases.forget_pictures import forget_loose_pictures
from services.returns.usecases.open_return import (
    open_return,
    open_return_of_credited_goods,
    open_return_of_unordered_goods,
)
from services.returns.usecases.record_cancellations import record_cancellations
from services.returns.usecases.record_orders import change_sender, record_edit, record_orders
from services.returns.usecases.record_shipment import record_delivery, record_shipment
from services.returns.usecases.take_back import TAKE_BACK
from services.returns.usecases.work_on_withdrawals import match_new_withdrawals
from shared.messaging.announce_again import AnnounceAgain
from shared.messaging.handlers import each
from shared.schemas.billing import (
    CreditNoteIssued,
    ExchangeSettled,
    RefundFailed,
    RefundSucceeded,
    ReturnDecisionRefused,
)
from shared.schemas.fulfilment import (
    CancellationTooLate,
    CreditedGoodsLeft,
    ExchangeNotInStock,
    RestockRefused,
    ReturnedGoodsRestocked,
    ShipmentDelivered,
    ShipmentShipped,
    ShipmentUndelivered,
    ShipmentUnshipped,
    UnorderedGoodsLeft,
)
from shared.schemas.orders import (
    ExchangePlaced,
    ExchangeRefused,
    OrderCancelled,
    OrderCustomerChanged,
    OrderEdited,
    OrderPlaced,
)
from shared.service import Service

service = Service(
    name="returns",
    handlers={
        OrderPlaced: record_orders,
        OrderEdited: each(record_edit),
        OrderCustomerChanged: each(change_sender),
        ShipmentShipped: each(record_shipment),
        ShipmentUnshipped: each(record_shipment),
        ShipmentDelivered: each(record_delivery),
        ShipmentUndelivered: each(record_delivery),
        OrderCancelled: record_cancellations,
        CancellationTooLate: each(open_return),
        CreditedGoodsLeft: each(open_return_of_credited_goods),
        UnorderedGoodsLeft: each(open_return_of_unordered_goods),
        CreditNoteIssued: each(note_credited),
        ReturnDecisionRefused: each(note_refused),
        RefundSucceeded: each(note_refunded),
        RefundFailed: each(note_refund_failed),
        ReturnedGoodsRestocked: each(note_restocked),
        RestockRefused: each(note_restock_refused),
        ExchangePlaced: each(note_exchange_placed),
        ExchangeSettled: each(note_exchange_settled),
        ExchangeRefused: each(note_exchange_refused),
        ExchangeNotInStock: each(note_exchange_refused),
    },
    routers=routers,
    background=(keep_return_press, keep_picture_press),
    timers=(expire_due_returns, match_new_withdrawals, forget_loose_pictures),
    gather_s=0.2,
    take_back=TAKE_BACK,
    settings=SETTINGS,
    uploads=UPLOADS,
    announce_again=AnnounceAgain(
        left_out={"returns.events": "the sequences in which returns were told of are not kept"}
    ),
)
