"""What the states of the services are called on the pages, and how each is marked."""

from typing import NamedTuple

from services.backoffice.wording.texts import Texts, marked_for
from services.backoffice.wording.texts import marked as _


class Label(NamedTuple):
    """`tone` colours it, `icon` says the same without colour."""

    text: str
    tone: str = "plain"
    icon: str = "circle"


LABELS: dict[str, dict[str, Label]] = {
    "status": {
        "on_hold": Label(_("On hold"), "warning", "circle-pause"),
        "processing_awaiting_payment": Label(_("Processing, awaiting payment"), "info", "hourglass"),
        "processing_awaiting_shipment": Label(_("Processing, awaiting shipment"), "info", "package"),
        "processing_awaiting_pickup": Label(_("Processing, awaiting pickup"), "info", "store"),
        "processing_ready_for_pickup": Label(_("Processing, ready for pickup"), "info", "package-check"),
        "completed": Label(_("Completed"), "good", "circle-check"),
        "completed_shipped": Label(_("Completed, shipped"), "good", "truck"),
        "completed_picked_up": Label(_("Completed, picked up"), "good", "package-check"),
        "cancelled": Label(_("Cancelled"), "plain", "ban"),
    },
    "payment_status": {
        "not_paid": Label(_("Not paid"), "warning", "circle"),
        "partially_paid": Label(_("Partially paid"), "warning", "circle-dashed"),
        "paid": Label(_("Paid"), "good", "circle-check"),
        "overpaid": Label(_("Overpaid"), "warning", "circle-alert"),
        "cancelled": Label(_("Payment cancelled"), "plain", "ban"),
    },
    "shipment_status": {
        "not_shipped": Label(_("Not shipped"), "plain", "circle"),
        "partially_shipped": Label(_("Partially shipped"), "info", "circle-dashed"),
        "shipped": Label(_("Shipped"), "good", "truck"),
        "cancelled": Label(_("Shipment cancelled"), "plain", "ban"),
    },
    "hold": {
        "none": Label(_("Not on hold"), "plain", "circle"),
        "requested": Label(_("Hold requested"), "warning", "hourglass"),
        "effective": Label(_("On hold"), "warning", "circle-pause"),
    },
    "shipment": {
        "not_shipped": Label(_("Waiting for goods"), "warning", "hourglass"),
        "ready": Label(_("Ready to ship"), "info", "package-check"),
        "shipped": Label(_("Shipped"), "good", "truck"),
        "void": Label(_("Void"), "plain", "ban"),
    },
    "stock": {
        "green": Label(_("In stock"), "good", "circle-check"),
        "orange": Label(_("Low stock"), "warning", "triangle-alert"),
        "red": Label(_("Nothing left"), "bad", "circle-x"),
        "grey": Label(_("Stock not tracked"), "plain", "circle-dashed"),
    },
    "stock_entry": {
        "receipt": Label(_("Received"), "good", "plus"),
        "adjustment": Label(_("Adjusted"), "info", "pencil"),
        "shipped": Label(marked_for("stock_entry", "Shipped"), "plain", "truck"),
        "unshipped": Label(_("Shipment taken back"), "plain", "undo-2"),
    },
    "document": {
        "invoice": Label(_("Invoice"), "plain", "receipt-text"),
        "credit_note": Label(_("Credit note"), "plain", "file-minus"),
        "cancellation_invoice": Label(_("Cancellation invoice"), "plain", "file-minus"),
    },
    "operation": {
        "goods": Label(_("Supply of goods")),
        "services": Label(_("Supply of services")),
        "both": Label(_("Supply of goods and of services")),
    },
    "credit": {
        "not_credited": Label(_("Not credited"), "plain", "circle"),
        "partially_credited": Label(_("Partially credited"), "info", "circle-dashed"),
        "credited": Label(_("Credited"), "plain", "undo-2"),
    },
    "ledger": {
        "payment": Label(_("Payment"), "good", "banknote"),
        "reversal": Label(_("Payment taken back"), "warning", "undo-2"),
        "refund": Label(_("Refund"), "plain", "corner-up-left"),
    },
    "message": {
        "queued": Label(_("Waiting to be sent"), "info", "hourglass"),
        "sent": Label(_("Sent"), "good", "circle-check"),
        "failed": Label(_("Failed"), "bad", "circle-x"),
        "not_sent": Label(_("Not sent"), "plain", "ban"),
    },
    "message_kind": {
        "order_confirmation": Label(_("Order confirmation"), "plain", "mail"),
        "order_cancellation": Label(_("Order cancellation"), "plain", "mail"),
    },
    "not_sent_reason": {
        "no_address": Label(_("The customer has no e-mail address")),
        "order_cancelled": Label(_("The order was cancelled first")),
    },
    "return": {
        "requested": Label(_("Requested"), "info", "circle-dot"),
        "approved": Label(_("Approved"), "info", "check"),
        "declined": Label(_("Declined"), "plain", "ban"),
        "in_transit": Label(_("On its way back"), "info", "truck"),
        "partially_received": Label(_("Partially received"), "info", "circle-dashed"),
        "received": Label(_("Received"), "good", "package-check"),
        "closed": Label(_("Closed"), "plain", "circle-check"),
        "cancelled": Label(marked_for("return", "Cancelled"), "plain", "ban"),
    },
    "return_reason": {
        "parcel_left_while_cancelling": Label(_("The parcel left while the order was cancelled")),
    },
    "parked": {
        "parked": Label(_("Parked"), "warning", "hourglass"),
        "dead": Label(_("Dead letter"), "bad", "skull"),
    },
    "readiness": {
        "ready": Label(_("Ready"), "good", "circle-check"),
        "not_ready": Label(_("Not ready"), "warning", "hourglass"),
        "silent": Label(_("Silent"), "bad", "wifi-off"),
    },
    "delivery": {
        "delivery": Label(_("Delivery"), "plain", "truck"),
        "pickup": Label(_("Pickup in the shop"), "plain", "store"),
    },
    "role": {
        "owner": Label(_("Owner"), "plain", "key-round"),
        "manager": Label(_("Manager"), "plain", "users"),
        "sales": Label(_("Sales"), "plain", "shopping-bag"),
        "warehouse": Label(_("Warehouse"), "plain", "boxes"),
        "accounting": Label(_("Accounting"), "plain", "receipt"),
        "read_only": Label(_("Read-only"), "plain", "lock"),
    },
    "role_may": {
        "owner": Label(_("Does everything, and decides who works here.")),
        "manager": Label(_("Does everything but the staff's accounts.")),
        "sales": Label(_("Sees everything; holds and cancels orders, writes notes, takes returns, sends messages.")),
        "warehouse": Label(_("Sees everything; ships, counts the stock, takes returns, writes notes.")),
        "accounting": Label(_("Sees everything; records payments, credits invoices, writes notes, sends messages.")),
        "read_only": Label(_("Sees everything, changes nothing.")),
    },
    "account": {"disabled": Label(_("Disabled"), "plain", "ban")},
    "second_factor": {
        "on": Label(_("On"), "good", "shield"),
        "off": Label(_("Off"), "plain", "circle-dashed"),
    },
    "language": {"en": Label("English"), "fr": Label("Français")},
    "theme": {
        "system": Label(_("Same as the system"), "plain", "monitor"),
        "light": Label(_("Light"), "plain", "sun"),
        "dark": Label(_("Dark"), "plain", "moon"),
    },
    "service": {
        "orders": Label(_("Orders"), "plain", "shopping-bag"),
        "billing": Label(_("Billing"), "plain", "receipt-text"),
        "fulfilment": Label(_("Fulfilment"), "plain", "package"),
        "returns": Label(_("Returns"), "plain", "undo-2"),
        "notifier": Label(_("Notifier"), "plain", "mail"),
        "backoffice": Label(_("Back office"), "plain", "monitor"),
        "mailbox": Label(_("Mailbox"), "plain", "inbox"),
    },
}


def label(texts: Texts, kind: str, value: str) -> Label:
    """A value that these tables do not know yet is shown as it is."""
    known = LABELS[kind].get(value)
    return known._replace(text=texts.text_for(kind, known.text)) if known else Label(value)
