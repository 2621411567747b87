"""The orders service as a table: which event or command leads to which use case."""

from services.orders.commands import answered, each_answered, reject_invalid
from services.orders.routes import router
from services.orders.usecases.cancel_orders import cancel_orders
from services.orders.usecases.confirm_hold import confirm_hold
from services.orders.usecases.hold_order import hold_order
from services.orders.usecases.place_orders import place_orders
from services.orders.usecases.record_cancellation_invoices import (
    record_cancellation_invoices,
    record_nothing_to_credit,
)
from services.orders.usecases.record_credit_notes import record_credit_notes
from services.orders.usecases.record_invoices import record_invoices
from services.orders.usecases.record_late_parcel import record_late_parcel, record_return
from services.orders.usecases.record_messages import record_failed_messages, record_sent_messages
from services.orders.usecases.record_nothing_to_ship import record_nothing_to_ship
from services.orders.usecases.record_payment import record_payment
from services.orders.usecases.record_ready_slip import record_ready_slip
from services.orders.usecases.record_shipment import record_shipped, record_unshipped
from services.orders.usecases.record_slips import record_slips
from services.orders.usecases.record_voided_slips import record_voided_slips
from services.orders.usecases.resume_order import resume_order
from shared.messaging.inbox import each
from shared.schemas.billing import (
    CancellationInvoiceIssued,
    CreditNoteIssued,
    InvoiceIssued,
    InvoicingHeld,
    NothingToCredit,
    PaymentRecorded,
    PaymentReversed,
)
from shared.schemas.fulfilment import (
    CancellationTooLate,
    FulfilmentHeld,
    NothingToShip,
    ShipmentShipped,
    ShipmentUnshipped,
    SlipCreated,
    SlipReady,
    SlipsVoided,
)
from shared.schemas.notifier import MessageFailed, MessageSent
from shared.schemas.orders import CancelOrder, HoldOrder, PlaceOrder, ResumeOrder
from shared.schemas.returns import ReturnOpened
from shared.service import Service

service = Service(
    name="orders",
    handlers={
        PlaceOrder: answered(place_orders),
        InvoiceIssued: record_invoices,
        SlipCreated: record_slips,
        NothingToShip: record_nothing_to_ship,
        MessageSent: record_sent_messages,
        MessageFailed: record_failed_messages,
        HoldOrder: each_answered(hold_order),
        InvoicingHeld: each(confirm_hold),
        FulfilmentHeld: each(confirm_hold),
        ResumeOrder: each_answered(resume_order),
        SlipReady: each(record_ready_slip),
        PaymentRecorded: each(record_payment),
        PaymentReversed: each(record_payment),
        ShipmentShipped: each(record_shipped),
        ShipmentUnshipped: each(record_unshipped),
        CreditNoteIssued: record_credit_notes,
        CancelOrder: answered(cancel_orders),
        SlipsVoided: record_voided_slips,
        CancellationInvoiceIssued: record_cancellation_invoices,
        NothingToCredit: record_nothing_to_credit,
        CancellationTooLate: each(record_late_parcel),
        ReturnOpened: each(record_return),
    },
    router=router,
    on_invalid_command=reject_invalid,
)
