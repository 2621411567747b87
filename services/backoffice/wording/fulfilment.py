"""Shipments and stock."""

from services.backoffice.wording.label import Label
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.texts import marked_for

LABELS: dict[str, dict[str, Label]] = {
    "shipment": {
        "not_shipped": Label(_("Waiting for stock"), "warning", "hourglass"),
        "ready": Label(_("Ready"), "info", "package-check"),
        "shipped": Label(marked_for("shipment", "Shipped"), "good", "truck"),
        "delivered": Label(marked_for("shipment", "Delivered"), "good", "package-check"),
        "void": Label(marked_for("shipment", "Void"), "plain", "ban"),
    },
    "pickup": {
        "not_ready": Label(_("To prepare"), "info", "boxes"),
        "ready_for_pickup": Label(marked_for("pickup", "Ready for pickup"), "info", "store"),
        "picked_up": Label(marked_for("pickup", "Picked up"), "good", "package-check"),
    },
    "stock": {
        "green": Label(_("In stock"), "good", "circle-check"),
        "orange": Label(_("Low stock"), "warning", "triangle-alert"),
        "red": Label(_("Nothing left"), "bad", "circle-x"),
        "grey": Label(_("Stock not tracked"), "plain", "circle-dashed"),
    },
    "backorders": {
        "allow": Label(marked_for("backorders", "Allowed, orders wait"), "plain", "circle-check"),
        "deny": Label(marked_for("backorders", "Not allowed"), "plain", "ban"),
        "until": Label(marked_for("backorders", "Allowed until a day"), "plain", "clock"),
    },
    "reservation": {
        "reserved": Label(marked_for("reservation", "Reserved"), "info", "clock"),
        "released": Label(marked_for("reservation", "Released"), "plain", "undo-2"),
        "expired": Label(marked_for("reservation", "Expired"), "plain", "clock"),
        "used": Label(marked_for("reservation", "Used by an order"), "good", "package-check"),
    },
    "stock_entry": {
        "receipt": Label(_("Received"), "good", "plus"),
        "adjustment": Label(_("Adjusted"), "info", "pencil"),
        "shipped": Label(marked_for("stock_entry", "Shipped"), "plain", "truck"),
        "unshipped": Label(_("Shipment taken back"), "plain", "undo-2"),
        "restocked": Label(_("Back in stock"), "good", "undo-2"),
    },
    "carrier_match": {
        "prefix": Label(_("Written as its numbers alone are"), "good", "circle-check"),
        "check_digit": Label(_("Fits by its check digit"), "good", "circle-check"),
        "shape": Label(_("As long as its numbers"), "plain", "circle-dashed"),
    },
    "check_digit": {
        "right": Label(_("Check digit right"), "good", "circle-check"),
        "none": Label(_("Without a check digit"), "plain", "circle-dashed"),
        "wrong": Label(_("Check digit wrong: one is mistyped"), "warning", "triangle-alert"),
    },
}

REFUSALS: dict[str, str] = {
    "entry-not-found": _("There is no such entry in the ledger."),
    "shipment-not-found": _("There is no such shipment."),
    "goods-missing": _("Some of its goods are not in stock yet."),
    "not-enough-stock": _("There is not that much in stock."),
    "slip-void": _("This packing slip is void: its goods were credited before they left, or are on another one."),
    "nothing-to-split": _("Something has to be on both slips: choose part of the goods."),
    "not-on-slip": _("There is less of that on the slip."),
    "nothing-to-merge": _("This order has no other open slip to merge this one with."),
    "parcel-not-found": _("There is no such parcel any more."),
    "tracking-number-taken": _("Another parcel of this shipment has this tracking number."),
    "too-many-parcels": _("That would be too many parcels: a shipment has 100 at most."),
    "already-sent-again": _("What was in this parcel is sent again already."),
    "nothing-to-send-again": _("Say what was in the parcel; what is credited or sent again already is not sent again."),
    "not-lost": _("This parcel is not marked as lost."),
    "already-delivered": _("This is delivered already."),
    "not-delivered": _("This is not marked as delivered."),
    "handed-over": _("Its customer came for it and has it: there is nothing to deliver."),
    "goods-are-back": _("Goods of this shipment came back, or were credited by a return: it had left."),
    "nothing-to-print": _("None of these orders has a packing slip yet."),
    "not-tracked": _("The stock of this product is not tracked."),
    "not-shipped": _("This has not been shipped."),
    "reservation-not-found": _("There is no such reservation."),
    "reservation-ended": _("This reservation has ended already."),
    "reservation-extended": _("This reservation was extended once already."),
    "not-for-pickup": _("This order is sent to its customer, who does not come for it."),
    "already-ready-for-pickup": _("This is ready for pickup already."),
    "not-ready-for-pickup": _("This is not ready for pickup any more."),
}

DONE: dict[str, str] = {
    "shipped": _("Marked as shipped."),
    "shipped-selected": _("The parcels are marked as shipped."),
    "not-shipped-selected": _("The parcels are marked as not shipped."),
    "handed-over": _("The goods are handed over."),
    "not-shipped": _("The parcel is marked as not shipped."),
    "not-handed-over": _("The goods are marked as not handed over."),
    "ready-for-pickup": _("This slip is ready for pickup."),
    "not-ready-for-pickup": _("This slip is not ready for pickup any more."),
    "shipped-all": _("All slips that were ready are marked as shipped."),
    "delivered": _("The parcel is marked as delivered."),
    "not-delivered": _("The parcel is marked as not delivered."),
    "split": _("The slip is split."),
    "merged": _("The slips are merged."),
    "parcel-added": _("The parcel is added."),
    "parcel-corrected": _("The parcel is corrected."),
    "sent-again": _("What was in the parcel is sent again."),
    "parcel-found": _("The parcel is not lost any more."),
    "parcel-removed": _("The parcel is removed."),
    "stock-adjusted": _("The stock is adjusted."),
    "stock-received": _("The goods are in stock."),
    "reservation-released": _("The reservation is released: its goods are free again."),
    "threshold-saved": _("The threshold is saved."),
    "stock-tracked": _("The stock is tracked from now on."),
}
