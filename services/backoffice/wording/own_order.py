"""How far an order is, in the words of its customer."""

from services.backoffice.wording.label import Label
from services.backoffice.wording.returns import LABELS as OF_STAFF
from services.backoffice.wording.texts import marked as _

LABELS: dict[str, dict[str, Label]] = {
    "own_status": {
        "on_hold": Label(_("We are looking at your order before we go on with it."), "info", "circle-pause"),
        "processing_awaiting_payment": Label(_("We wait for your payment."), "warning", "credit-card"),
        "processing_awaiting_exchange": Label(_("We wait for what you send back."), "info", "undo-2"),
        "processing_awaiting_shipment": Label(_("We are preparing your order."), "info", "package"),
        "processing_awaiting_pickup": Label(_("We are preparing your order."), "info", "boxes"),
        "processing_ready_for_pickup": Label(_("Your order is ready: you can come for it."), "good", "store"),
        "completed": Label(_("Your order is complete."), "good", "circle-check"),
        "completed_shipped": Label(_("All of your order has left."), "good", "truck"),
        "completed_picked_up": Label(_("You have come for your order."), "good", "package-check"),
        "cancelled": Label(_("This order is cancelled."), "plain", "ban"),
    },
    "own_shipment": {
        "not_shipped": Label(_("In preparation"), "plain", "hourglass"),
        "ready": Label(_("In preparation"), "plain", "package"),
        "shipped": Label(_("Shipped"), "info", "truck"),
        "delivered": Label(_("Delivered"), "good", "circle-check"),
    },
    "own_return": {
        "requested": Label(_("We are looking at your request, and write to you."), "info", "circle-dot"),
        "approved": Label(_("Please send the goods back to us."), "info", "check"),
        "declined": Label(_("We cannot take this back:"), "plain", "ban"),
        "in_transit": Label(_("The goods are on their way to us."), "info", "truck"),
        "partially_received": Label(_("A part of the goods has come."), "info", "circle-dashed"),
        "received": Label(_("We have the goods, and see to the rest."), "good", "package-check"),
        "closed": Label(_("This return is done."), "plain", "circle-check"),
        "cancelled": Label(_("Nothing comes back of it."), "plain", "ban"),
        "expired": Label(
            _("The goods did not come in time. If you have sent them, write to us."), "plain", "hourglass"
        ),
    },
    "own_why": OF_STAFF["why_returned"] | {"changed_mind": Label(_("I have changed my mind"))},
    "own_resolution": {
        "refund": Label(_("My money back")),
        "exchange": Label(_("Another article")),
        "advance_exchange": Label(_("Another article at once, before I send this one")),
    },
}
