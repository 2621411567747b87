"""Orders: their states, refusals, history, and the views of their list."""

from services.backoffice.wording.label import Label
from services.backoffice.wording.texts import marked as _

LABELS: dict[str, dict[str, Label]] = {
    "status": {
        "on_hold": Label(_("On hold"), "warning", "circle-pause"),
        "processing_awaiting_payment": Label(_("To pay"), "warning", "credit-card"),
        "processing_awaiting_shipment": Label(_("To ship"), "info", "package"),
        "processing_awaiting_pickup": Label(_("To prepare"), "info", "boxes"),
        "processing_ready_for_pickup": Label(_("Ready for pickup"), "info", "store"),
        "completed": Label(_("Completed"), "good", "circle-check"),
        "completed_shipped": Label(_("Completed"), "good", "circle-check"),
        "completed_picked_up": Label(_("Completed"), "good", "circle-check"),
        "cancelled": Label(_("Cancelled"), "plain", "ban"),
    },
    "goods_ready": {
        "true": Label(_("Goods set aside"), "good", "package-check"),
        "false": Label(_("Waiting for stock"), "warning", "hourglass"),
    },
    "money": {
        "to_refund": Label(_("To refund"), "warning", "corner-up-left"),
        "refund_pending": Label(_("Refund on its way"), "info", "hourglass"),
        "to_invoice": Label(_("To invoice"), "info", "receipt-text"),
    },
    "cancel_code": {
        "expired": Label(_("Not paid in time"), "plain", "hourglass"),
    },
    "left_anyway": {
        "delivery": Label(_("Parcel left"), "warning", "truck"),
        "pickup": Label(_("Handed over"), "warning", "package-check"),
    },
    "completion": {
        "completed_shipped": Label(_("Completed, shipped"), "good", "truck"),
        "completed_picked_up": Label(_("Completed, picked up"), "good", "package-check"),
    },
    "shipment_status": {
        "not_shipped": Label(_("Not shipped"), "plain", "circle"),
        "partially_shipped": Label(_("Partly shipped"), "info", "circle-dashed"),
        "shipped": Label(_("Shipped"), "good", "truck"),
        "cancelled": Label(_("Shipment cancelled"), "plain", "ban"),
    },
    "pickup_status": {
        "not_shipped": Label(_("Not picked up"), "plain", "circle"),
        "partially_shipped": Label(_("Partly picked up"), "info", "circle-dashed"),
        "shipped": Label(_("Picked up"), "good", "package-check"),
        "cancelled": Label(_("Pickup cancelled"), "plain", "ban"),
    },
    "hold": {
        "none": Label(_("Not on hold"), "plain", "circle"),
        "requested": Label(_("Hold requested"), "warning", "hourglass"),
        "effective": Label(_("On hold"), "warning", "circle-pause"),
    },
    "delivery": {
        "delivery": Label(_("Delivery"), "plain", "truck"),
        "pickup": Label(_("Pickup in the shop"), "plain", "store"),
    },
}

HISTORY: dict[str, str] = {
    "placed": _("Order placed"),
    "hold_requested": _("Hold requested"),
    "hold_effective": _("The hold is effective"),
    "resumed": _("Resumed"),
    "edited": _("Order edited: %(gross_before)s before, %(gross)s now"),
    "invoiced": _("Invoice %(number)s issued"),
    "invoice_revised": _("Delivery time changed on invoice %(number)s, revision %(revision)s"),
    "credited": _("Credit note %(number)s issued: %(gross)s"),
    "payment_recorded": _("Payment of %(amount)s recorded"),
    "payment_reversed": _("Payment of %(amount)s taken back"),
    "difference_written_off": _("Difference of %(amount)s written off"),
    "write_off_reversed": _("The difference of %(amount)s that was written off is due again"),
    "payment_pending": _("A payment of %(amount)s is on its way"),
    "payment_failed": _("The payment of %(amount)s failed"),
    "reminded": _("Payment reminder: %(amount)s to be paid"),
    "refund_requested": _("A refund of %(amount)s is on its way"),
    "refunded": _("Refund of %(amount)s given"),
    "refund_failed": _("The refund of %(amount)s failed"),
    "slip_created": _("Packing slip %(slip)s created"),
    "slip_split": _("Packing slip %(slip)s split: part of it is on %(other)s now"),
    "slips_merged": _("Packing slips %(slip)s and %(other)s merged into %(slip)s"),
    "slip_ready": _("Goods of packing slip %(slip)s are all set aside"),
    "slip_waits": _("Packing slip %(slip)s waits for goods again: a count did not find them"),
    "slip_reduced": _("Credited goods are taken off packing slip %(slip)s"),
    "slip_changed": _("Packing slip %(slip)s has what is ordered now"),
    "unordered_goods_left": _(
        "Goods left with packing slip %(slip)s that are not ordered any more: %(goods)s. They come back"
    ),
    "credited_goods_left": _(
        "Credited goods left with packing slip %(slip)s: %(goods)s. The customer has the money too"
    ),
    "nothing_to_ship": _("Nothing to ship"),
    "shipped": _("Shipped with packing slip %(slip)s"),
    "unshipped": _("Marked as not shipped: packing slip %(slip)s"),
    "delivered": _("Delivered: packing slip %(slip)s"),
    "undelivered": _("Marked as not delivered: packing slip %(slip)s"),
    "parcel_added": _("Parcel added to packing slip %(slip)s: %(parcel)s"),
    "parcel_corrected": _("Parcel of packing slip %(slip)s corrected: %(parcel)s"),
    "parcel_lost": _("Parcel of packing slip %(slip)s lost, sent again with %(other)s: %(parcel)s"),
    "parcel_found": _("Parcel of packing slip %(slip)s found after all: %(parcel)s"),
    "parcel_removed": _("Parcel of packing slip %(slip)s removed: %(parcel)s"),
    "pickup_ready": _("Ready for pickup with slip %(slip)s"),
    "pickup_withdrawn": _("Not ready for pickup after all: slip %(slip)s"),
    "message_sent": _("Message sent: %(kind)s"),
    "message_failed": _("Message failed: %(kind)s"),
    "message_bounced": _("Message came back: %(kind)s"),
    "address_cleared": _("E-mail address cleared, with the message that had come back: %(kind)s"),
    "note_saved": _("Note saved"),
    "customer_changed": _("Customer changed"),
    "customer_attached": _("Attached to a customer"),
    "customer_detached": _("Taken off its customer: a guest’s order"),
    "custom_status_set": _("Custom status: %(title_en)s"),
    "custom_status_cleared": _("Custom status taken away: %(title_en)s"),
    "task_added": _("Task added: %(title)s"),
    "task_changed": _("Task changed: %(title)s"),
    "task_done": _("Task done: %(title)s"),
    "task_reopened": _("Task reopened: %(title)s"),
    "task_removed": _("Task removed: %(title)s"),
    "cancelled": _("Cancelled"),
    "slips_voided": _("Packing slips void, stock restored: %(slips)s"),
    "cancellation_invoiced": _("Cancellation invoice %(number)s issued"),
    "nothing_to_credit": _("Nothing to credit"),
    "parcel_left_too_late": _("The parcel of packing slip %(slip)s had left already"),
    "return_opened": _("Return %(number)s opened"),
    "return_requested": _("Return %(number)s asked for: %(goods)s"),
    "return_changed": _("Return %(number)s changed: %(goods)s"),
    "return_approved": _("Return %(number)s approved"),
    "return_declined": _("Return %(number)s declined"),
    "return_in_transit": _("Return %(number)s is on its way back"),
    "return_received": _("Return %(number)s received: %(goods)s"),
    "return_disposed": _("Decided about the goods of return %(number)s: %(goods)s"),
    "return_restocked": _("Goods of return %(number)s are back in stock: %(goods)s"),
    "return_credit_decided": _("Credit decided for return %(number)s: %(goods)s"),
    "return_refund_decided": _("Refund decided for return %(number)s: %(amount)s"),
    "return_exchange_decided": _("Exchange decided for return %(number)s: %(goods)s"),
    "return_decision_refused": _("What was decided for return %(number)s is refused: %(decision)s"),
    "return_cancelled": _("Return %(number)s cancelled"),
    "return_expired": _("Return %(number)s is over: nothing came in time"),
    "return_closed": _("Return %(number)s closed"),
    "exchange_placed": _("Order %(order)s placed in exchange for return %(number)s"),
    "withdrawn": _("Withdrawal received: %(goods)s"),
    "cancellation_settled": _("The cancellation is settled"),
}

OF_A_PICKUP: dict[str, str] = {
    "slip_created": _("Slip %(slip)s created"),
    "slip_split": _("Slip %(slip)s split: part of it is on %(other)s now"),
    "slips_merged": _("Slips %(slip)s and %(other)s merged into %(slip)s"),
    "slip_ready": _("Goods of slip %(slip)s are all set aside"),
    "slip_waits": _("Slip %(slip)s waits for goods again: a count did not find them"),
    "slip_reduced": _("Credited goods are taken off slip %(slip)s"),
    "slip_changed": _("Slip %(slip)s has what is ordered now"),
    "unordered_goods_left": _(
        "Goods were handed over with slip %(slip)s that are not ordered any more: %(goods)s. They come back"
    ),
    "credited_goods_left": _(
        "Credited goods were handed over with slip %(slip)s: %(goods)s. The customer has the money too"
    ),
    "parcel_added": _("Parcel added to slip %(slip)s: %(parcel)s"),
    "parcel_corrected": _("Parcel of slip %(slip)s corrected: %(parcel)s"),
    "parcel_removed": _("Parcel of slip %(slip)s removed: %(parcel)s"),
    "nothing_to_ship": _("Nothing to hand over"),
    "shipped": _("Handed over with slip %(slip)s"),
    "unshipped": _("Marked as not handed over: slip %(slip)s"),
    "slips_voided": _("Slips void, stock restored: %(slips)s"),
    "parcel_left_too_late": _("The goods of slip %(slip)s had been handed over already"),
}
"""What the history says instead of what the customer comes for: nothing of it is shipped."""

EXPIRED = _("Cancelled by the shop’s terms of payment: it was not paid in time")
CAME_BACK = _("The refund of %(amount)s, which had been given, came back: it is owed again")
REMINDED_BY_SCHEDULE = _("Payment reminder of level %(level)s: %(amount)s to be paid")
REMINDED_BESIDE = _("In the payment reminder of another order of this customer: %(amount)s to be paid")
AT_ONCE = _("Taken back at once")
BY_EDIT = _("Order changed")
WITHDRAWN = _("withdrawal by the customer")
TAKE_OFF = _("withdrawal by the customer: take off %(goods)s")
"""The reason of what is taken back while the page still tells of it: kept as it is here, and read in any language."""

NO_SLIPS = _("There was no packing slip to void")

TYPED: dict[str, str] = {
    "to": _("To: %(typed)s"),
    "method": _("Payment method: %(typed)s"),
    "reference": _("Reference: %(typed)s"),
    "reason": _("Reason: %(typed)s"),
    "failure": _("Why it failed: %(typed)s"),
    "changes": _("Lines: %(typed)s"),
    "discount": _("Discount: %(typed)s"),
    "shipping": _("Shipping: %(typed)s"),
    "restocked": _("Goods back: %(typed)s"),
    "error": _("Error: %(typed)s"),
    "delivery_time": _("Delivery time: %(typed)s"),
    "remark": _("Remark: %(typed)s"),
    "replaced": _("Before: %(typed)s"),
}
"""What staff type, or a mail server says, and an entry of the history keeps in its detail."""

REFUSALS: dict[str, str] = {
    "already-shipped": _("Goods of this order have left already."),
    "order-cancelled": _("This order is cancelled."),
    "order-completed": _("This order is completed."),
    "nothing-changed": _("Nothing is changed: the order is just so already."),
    "left-not-kept": _(
        "Goods of this order left before it was kept which: it is not edited. Place a new order for what is added."
    ),
    "already-credited": _(
        "This order was credited before it was kept of what: it is not edited. Credit what more is given back, and"
        " place a new order for what is added."
    ),
    "shipping-price-stays": _("This order is paid, or goods have left: its shipping may be another of the same price."),
    "other-vat-applies": _(
        "Where the goods are handed over then, another VAT rate applies than this line has. Take the line off, and add"
        " the product again."
    ),
    "fewer-than-left": _("Some of it has left: it can be neither taken off nor ordered in smaller number."),
    "price-of-left-stays": _("Some of it has left: its price stays."),
    "discount-of-left-stays": _("Some of it has left: its discount stays, or goes with the quantity."),
    "delivery-stays": _("Goods have left: the rest leaves in the same way."),
    "other-total": _("The order comes to another total by now than was shown. Look at it again."),
    "order-on-hold": _("This order is on hold. Resume it first."),
    "order-not-found": _("There is no such order."),
    "title-taken": _("You have a view of this name already."),
    "invalid-title": _("A title is one line of 1 to 40 characters."),
    "too-many-views": _("You have many views already. Remove one first."),
    "nothing-to-save": _("There is no filter to save."),
}

DONE: dict[str, str] = {
    "product-saved": _("The product is saved."),
    "held": _("The order is put on hold."),
    "resumed": _("The order is resumed."),
    "cancelled": _("The order is cancelled."),
    "order-edited": _("The order is changed."),
    "note-saved": _("The note is saved."),
    "order-link-sent": _("A new link to the order’s page is on its way to the customer."),
    "order-link-revoked": _("All links to the customer’s page of this order are revoked."),
    "view-saved": _("The view is saved."),
    "view-removed": _("The view is removed."),
}
