"""The orders service as a table: which event or command leads to which use case."""

from services.orders.commands import answered, each_answered, reject_invalid
from services.orders.order.said_of_returns import ACTIONS as OF_RETURNS
from services.orders.quotes.press import keep_quote_press
from services.orders.routes import routers
from services.orders.usecases.announce_again import ANNOUNCE_AGAIN
from services.orders.usecases.cancel_orders import cancel_orders
from services.orders.usecases.change_settings import SETTINGS
from services.orders.usecases.expire_orders import expire_due
from services.orders.usecases.expire_quotes import expire_quotes_due
from services.orders.usecases.follow_orders import follow_orders
from services.orders.usecases.follow_reminders import follow_reminders
from services.orders.usecases.follow_withdrawals import follow_withdrawals
from services.orders.usecases.hold_order import hold_order
from services.orders.usecases.place_exchange import place_exchange
from services.orders.usecases.place_orders import place_orders
from services.orders.usecases.renew_words import renew_words_for_ever
from services.orders.usecases.resume_order import resume_order
from services.orders.usecases.seek_customers import seek_due
from services.orders.usecases.take_back import TAKE_BACK
from shared.messaging.handlers import Fold, each
from shared.schemas.billing import (
    CancellationInvoiceIssued,
    CreditNoteIssued,
    DifferenceWrittenOff,
    DocumentRevised,
    EditedOrderCredited,
    InvoiceAwaited,
    InvoiceIssued,
    InvoicingHeld,
    NothingToCredit,
    PaymentFailed,
    PaymentPending,
    PaymentRecorded,
    PaymentReminderIssued,
    PaymentReversed,
    RefundFailed,
    RefundRequested,
    RefundSucceeded,
    WriteOffReversed,
)
from shared.schemas.fulfilment import (
    CancellationTooLate,
    CreditedGoodsLeft,
    ExchangeReserved,
    FulfilmentHeld,
    NothingToShip,
    ParcelAdded,
    ParcelCorrected,
    ParcelFound,
    ParcelLost,
    ParcelRemoved,
    PickupReady,
    PickupWithdrawn,
    ReturnedGoodsRestocked,
    ShipmentDelivered,
    ShipmentShipped,
    ShipmentUndelivered,
    ShipmentUnshipped,
    SlipChanged,
    SlipCreated,
    SlipReady,
    SlipReduced,
    SlipsMerged,
    SlipSplit,
    SlipsVoided,
    SlipWaits,
    UnorderedGoodsLeft,
)
from shared.schemas.notifier import (
    AddressCleared,
    MessageBounced,
    MessageFailed,
    MessageFailedV2,
    MessageSent,
    MessageSentV2,
)
from shared.schemas.orders import CancelOrder, HoldOrder, PlaceOrder, ResumeOrder
from shared.schemas.returns import ReturnOpened, ReturnOpenedV2
from shared.schemas.withdrawals import OrderWithdrawn
from shared.service import Service

follow = Fold(follow_orders)

service = Service(
    name="orders",
    handlers={
        PlaceOrder: answered(place_orders),
        HoldOrder: each_answered(hold_order),
        ResumeOrder: each_answered(resume_order),
        CancelOrder: answered(cancel_orders),
        InvoiceIssued: follow,
        DocumentRevised: follow,
        CreditNoteIssued: follow,
        EditedOrderCredited: follow,
        CancellationInvoiceIssued: follow,
        NothingToCredit: follow,
        PaymentRecorded: follow,
        PaymentReversed: follow,
        DifferenceWrittenOff: follow,
        WriteOffReversed: follow,
        PaymentPending: follow,
        PaymentFailed: follow,
        PaymentReminderIssued: Fold(follow_reminders),
        RefundRequested: follow,
        RefundSucceeded: follow,
        RefundFailed: follow,
        InvoiceAwaited: follow,
        InvoicingHeld: follow,
        SlipCreated: follow,
        SlipSplit: follow,
        SlipsMerged: follow,
        SlipReady: follow,
        SlipWaits: follow,
        SlipReduced: follow,
        SlipChanged: follow,
        UnorderedGoodsLeft: follow,
        CreditedGoodsLeft: follow,
        SlipsVoided: follow,
        NothingToShip: follow,
        ShipmentShipped: follow,
        ShipmentUnshipped: follow,
        ShipmentDelivered: follow,
        ShipmentUndelivered: follow,
        ParcelAdded: follow,
        ParcelCorrected: follow,
        ParcelLost: follow,
        ParcelFound: follow,
        ParcelRemoved: follow,
        PickupReady: follow,
        PickupWithdrawn: follow,
        CancellationTooLate: follow,
        FulfilmentHeld: follow,
        MessageSent: follow,
        MessageFailed: follow,
        MessageSentV2: follow,
        MessageFailedV2: follow,
        MessageBounced: follow,
        AddressCleared: follow,
        ReturnOpened: follow,
        ReturnOpenedV2: follow,
        **dict.fromkeys(OF_RETURNS, follow),
        ReturnedGoodsRestocked: follow,
        ExchangeReserved: each(place_exchange),
        OrderWithdrawn: Fold(follow_withdrawals),
    },
    routers=routers,
    background=(renew_words_for_ever, keep_quote_press),
    timers=(expire_due, expire_quotes_due, seek_due),
    on_invalid_command=reject_invalid,
    take_back=TAKE_BACK,
    announce_again=ANNOUNCE_AGAIN,
    settings=SETTINGS,
)
