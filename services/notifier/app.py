"""The notifier: which events it writes to the customer about."""

from services.notifier.delivery.deliver_messages import deliver_messages
from services.notifier.delivery.fetch_files import fetch_files
from services.notifier.routes import routers
from services.notifier.usecases.change_addressees import change_addressee
from services.notifier.usecases.change_parcels import change_parcels
from services.notifier.usecases.change_settings import SETTINGS
from services.notifier.usecases.change_what_follows import change_slips, take_back_shipments
from services.notifier.usecases.confirm_orders import confirm_orders
from services.notifier.usecases.hold_pickups import hold_pickups, resume_pickups
from services.notifier.usecases.report_cancellations import report_cancellations
from services.notifier.usecases.take_back import TAKE_BACK
from services.notifier.usecases.tell_of_documents import keep_credits_of_returns, tell_of_documents
from services.notifier.usecases.tell_of_edits import tell_of_edits
from services.notifier.usecases.tell_of_low_stock import tell_of_low_stock
from services.notifier.usecases.tell_of_money import (
    keep_refunds_of_returns,
    take_back_payments,
    take_back_refunds,
    tell_of_payments,
    tell_of_refunds,
)
from services.notifier.usecases.tell_of_pickups import tell_of_pickups
from services.notifier.usecases.tell_of_quotes import tell_of_quotes
from services.notifier.usecases.tell_of_reminders import tell_of_reminders
from services.notifier.usecases.tell_of_returns import tell_of_decisions, tell_of_returns, withdraw_requests
from services.notifier.usecases.tell_of_shipments import (
    take_back_delivered,
    tell_of_delivered,
    tell_of_shipments,
)
from services.notifier.usecases.tell_of_statuses import take_back_statuses, tell_of_statuses
from services.notifier.usecases.tell_of_withdrawals import tell_of_withdrawals
from services.notifier.usecases.withdraw_pickups import withdraw_pickups
from shared.messaging.announce_again import AnnounceAgain
from shared.messaging.handlers import each
from shared.schemas.billing import (
    CancellationInvoiceIssued,
    CreditNoteIssued,
    EditedOrderCredited,
    InvoiceIssued,
    PaymentRecorded,
    PaymentReminderIssued,
    PaymentReversed,
    RefundFailed,
    RefundSucceeded,
)
from shared.schemas.fulfilment import (
    ParcelAdded,
    ParcelCorrected,
    ParcelFound,
    ParcelLost,
    ParcelRemoved,
    PickupReady,
    PickupWithdrawn,
    ShipmentDelivered,
    ShipmentShipped,
    ShipmentUndelivered,
    ShipmentUnshipped,
    SlipChanged,
    SlipReduced,
    SlipWaits,
    StockLow,
)
from shared.schemas.orders import (
    CustomStatusCleared,
    CustomStatusSet,
    OrderCancelled,
    OrderCustomerChanged,
    OrderEdited,
    OrderHeld,
    OrderPlaced,
    OrderResumed,
    QuoteSent,
)
from shared.schemas.returns import (
    ReturnApproved,
    ReturnCancelled,
    ReturnCreditDecided,
    ReturnDeclined,
    ReturnedGoodsReceived,
    ReturnRefundDecided,
    ReturnRequested,
)
from shared.schemas.withdrawals import WithdrawalReceived
from shared.service import Service

service = Service(
    name="notifier",
    handlers={
        OrderPlaced: confirm_orders,
        OrderCustomerChanged: each(change_addressee),
        PickupReady: tell_of_pickups,
        PickupWithdrawn: withdraw_pickups,
        SlipWaits: withdraw_pickups,
        SlipReduced: change_slips,
        SlipChanged: change_slips,
        ShipmentShipped: tell_of_shipments,
        ShipmentUnshipped: take_back_shipments,
        ShipmentDelivered: tell_of_delivered,
        ShipmentUndelivered: take_back_delivered,
        ParcelAdded: change_parcels,
        ParcelCorrected: change_parcels,
        ParcelRemoved: change_parcels,
        ParcelLost: change_parcels,
        ParcelFound: change_parcels,
        StockLow: tell_of_low_stock,
        InvoiceIssued: tell_of_documents,
        CreditNoteIssued: tell_of_documents,
        EditedOrderCredited: tell_of_documents,
        CancellationInvoiceIssued: tell_of_documents,
        CustomStatusSet: tell_of_statuses,
        CustomStatusCleared: take_back_statuses,
        PaymentReminderIssued: tell_of_reminders,
        PaymentRecorded: tell_of_payments,
        PaymentReversed: take_back_payments,
        RefundSucceeded: tell_of_refunds,
        RefundFailed: take_back_refunds,
        OrderHeld: hold_pickups,
        OrderResumed: resume_pickups,
        OrderEdited: tell_of_edits,
        OrderCancelled: report_cancellations,
        ReturnRequested: tell_of_returns,
        ReturnCancelled: withdraw_requests,
        ReturnApproved: tell_of_decisions,
        ReturnDeclined: tell_of_decisions,
        ReturnedGoodsReceived: tell_of_returns,
        ReturnCreditDecided: keep_credits_of_returns,
        ReturnRefundDecided: keep_refunds_of_returns,
        WithdrawalReceived: tell_of_withdrawals,
        QuoteSent: tell_of_quotes,
    },
    routers=routers,
    background=(deliver_messages, fetch_files),
    settings=SETTINGS,
    take_back=TAKE_BACK,
    announce_again=AnnounceAgain(
        left_out={"notifier.events": "orders notes in its history each time that it hears of a message"}
    ),
)
