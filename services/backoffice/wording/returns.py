"""Returns."""

from services.backoffice.wording.label import Label
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.texts import marked_for

LABELS: dict[str, dict[str, Label]] = {
    "return": {
        "requested": Label(_("Requested"), "info", "circle-dot"),
        "approved": Label(_("Approved"), "info", "check"),
        "declined": Label(_("Declined"), "plain", "ban"),
        "in_transit": Label(_("On its way back"), "info", "truck"),
        "partially_received": Label(_("Partly received"), "info", "circle-dashed"),
        "received": Label(_("Received"), "good", "package-check"),
        "closed": Label(_("Closed"), "plain", "circle-check"),
        "cancelled": Label(marked_for("return", "Cancelled"), "plain", "ban"),
    },
    "return_reason": {
        "parcel_left_while_cancelling": Label(_("The goods left while the order was cancelled")),
        "credited_goods_left": Label(_("The goods had been credited when they left")),
        "unordered_goods_left": Label(_("The goods were not ordered any more when they left")),
    },
    "pickup_return_reason": {
        "parcel_left_while_cancelling": Label(_("The goods were handed over while the order was cancelled")),
        "credited_goods_left": Label(_("The goods had been credited when they were handed over")),
        "unordered_goods_left": Label(_("The goods were not ordered any more when they were handed over")),
    },
}

REFUSALS: dict[str, str] = {
    "return-not-found": _("There is no such return."),
}
