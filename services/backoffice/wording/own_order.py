"""How far an order is, in the words of its customer."""

from services.backoffice.wording.label import Label
from services.backoffice.wording.texts import marked as _

LABELS: dict[str, dict[str, Label]] = {
    "own_status": {
        "on_hold": Label(_("We are looking at your order before we go on with it."), "info", "circle-pause"),
        "processing_awaiting_payment": Label(_("We wait for your payment."), "warning", "credit-card"),
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
}
