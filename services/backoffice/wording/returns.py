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
        "expired": Label(marked_for("return", "Expired"), "plain", "hourglass"),
    },
    "return_origin": {
        "shop": Label(_("Opened by the shop itself")),
        "staff": Label(_("Opened by staff")),
        "customer": Label(_("Asked for by the customer")),
        "withdrawal": Label(_("Withdrawal from the contract")),
    },
    "why_returned": {
        "changed_mind": Label(_("Changed their mind")),
        "wrong_size": Label(_("Wrong size")),
        "defective": Label(_("Defective")),
        "damaged_in_transit": Label(_("Damaged on its way")),
        "wrong_article": Label(_("Wrong article")),
        "late": Label(_("Came too late")),
        "other": Label(_("Another reason")),
    },
    "resolution": {
        "refund": Label(_("Refund")),
        "exchange": Label(_("Exchange")),
        "advance_exchange": Label(_("Exchange in advance")),
    },
    "unit_outcome": {
        "received": Label(marked_for("unit_outcome", "Received"), "good", "package-check"),
        "lost": Label(marked_for("unit_outcome", "Lost"), "warning", "package-x"),
        "short": Label(_("Not in the parcel"), "warning", "circle-dashed"),
        "wrong_article": Label(_("Another article"), "warning", "circle-alert"),
    },
    "disposition": {
        "restock": Label(_("Back into stock"), "good", "package-check"),
        "quarantine": Label(_("Quarantine"), "warning", "clock"),
        "scrap": Label(_("Scrapped"), "plain", "ban"),
        "back_to_customer": Label(_("Back to the customer"), "plain", "undo-2"),
    },
    "return_waits_for": {
        "decision": Label(_("To be approved"), "warning", "circle-dot"),
        "goods": Label(_("Goods on their way"), "info", "truck"),
        "disposition": Label(_("Goods to be looked at"), "warning", "package-check"),
        "credit": Label(_("To be credited"), "warning", "circle-dashed"),
        "owner": Label(_("Being carried out"), "info", "clock"),
        "refund": Label(_("To be refunded"), "warning", "corner-up-left"),
        "closing": Label(_("To be closed"), "info", "circle-check"),
    },
    "return_step": {
        "requested": Label(_("Return asked for")),
        "changed": Label(_("Return changed")),
        "approved": Label(_("Return approved")),
        "declined": Label(_("Return declined")),
        "in_transit": Label(_("Goods on their way back")),
        "received": Label(_("Goods received")),
        "disposed": Label(_("Decided where the goods go")),
        "credit": Label(_("Credit decided")),
        "refund": Label(_("Refund decided")),
        "exchange": Label(_("Exchange decided")),
        "cancelled": Label(_("Return cancelled")),
        "expired": Label(_("Nothing came in time")),
        "closed": Label(_("Return closed")),
    },
    "return_decision": {
        "restock": Label(_("Back into stock")),
        "credit": Label(_("Credit note")),
        "refund": Label(_("Refund")),
        "exchange": Label(_("Exchange")),
    },
    "return_decision_state": {
        "asked": Label(_("Being carried out"), "info", "clock"),
        "done": Label(_("Done"), "good", "circle-check"),
        "refused": Label(marked_for("return_decision_state", "Refused"), "bad", "circle-alert"),
    },
    "approval": {
        "staff": Label(_("By staff")),
        "automatic": Label(_("At once, within these rules")),
    },
    "way_back": {
        "customer": Label(_("The customer")),
        "shop": Label(_("The shop")),
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
    "withdrawal-stands": _("A withdrawal is the customer’s right: its return cannot be declined."),
    "not-to-be-sent": _(
        "This return has no label and no form: they are there from its approval until all of its goods have come."
    ),
    "still-to-do": _(
        "Something is still to be done: decide about what was received, and wait for what is carried out."
    ),
    "credit-stands": _("Goods of this return are credited: they are to come, or are received as lost."),
    "line-not-ordered": _("The order has no such line."),
    "not-of-return": _("That line is not in this return."),
    "more-than-awaited": _("That is more than is still awaited."),
    "not-received": _("That is more than was received there."),
    "already-decided": _("Where these goods go is decided already."),
    "nothing-shipped": _("Nothing of this order has left yet, so nothing can come back."),
    "more-than-shipped": _("That is more than may still come back: the rest has not left, or is in another return."),
    "not-returnable": _("By the shop’s policy this is not taken back."),
    "not-a-picture": _("This is no picture: send a JPEG, PNG or WebP file."),
    "pictures-refused": _("Not all of your pictures are taken; the others are kept."),
    "picture-empty": _("This picture is empty."),
    "picture-broken": _("This picture is broken: it cannot be opened."),
    "picture-moves": _("This picture moves: send one that does not."),
    "picture-too-large": _("This picture is too large: 10 MB at most."),
    "too-many-pixels": _(
        "This picture has too many pixels: 16 million at most, 50 million for a JPEG as cameras make them."
    ),
    "too-many-pictures": _("Too many pictures: five at most for a return."),
    "picture-not-found": _("This picture is not there any more: choose it again."),
    "not-answered": _("We do not know whether your request has arrived. Send it again: it counts once."),
    "what-instead": _("Say what you want instead."),
    "enough-asked": _("Many returns of this order are under way: wait until some of them came."),
    "not-offered": _("Choose one of the reasons and solutions that the shop offers."),
    "nothing-to-credit-yet": _("Nothing of this return may be credited: nothing came that is not credited yet."),
    "more-than-creditable": _("That is more than came and is not credited yet."),
    "no-fee-of-withdrawal": _("Of a withdrawal no fee is kept."),
    "nothing-to-refund": _("Nothing is to be refunded for this return: what it gives back is credited first."),
    "more-than-credited": _("That is more than was credited for this return and is not refunded yet."),
    "nothing-to-exchange": _(
        "Nothing of this return may be exchanged now: what came is exchanged or refunded already, or nothing came yet."
    ),
    "more-than-exchangeable": _("That is more than may be exchanged."),
    "out-of-stock": _("What the goods were to be exchanged for is not in stock: they are to be refunded."),
    "no-price": _("This article has no price in the currency of the order: name one."),
    "no-units": _("Say of at least one article how many."),
    "named-twice": _("Name each of them once."),
    "all-excluded": _("That would exclude everything: set the days to 0 instead."),
    "day-is-over": _("That day is over: name one that is still to come."),
}

DONE: dict[str, str] = {
    "return-opened": _("The return is created."),
    "return-changed": _("The return is changed."),
    "return-approved": _("The return is approved: the goods may come."),
    "return-declined": _("The return is declined."),
    "return-sent": _("The goods are marked as on their way back."),
    "return-received": _("What came is received."),
    "return-disposed": _("Where the goods go is decided."),
    "return-credited": _("The credit is decided: its credit note is being issued."),
    "return-refunded": _("The refund is decided: it is being recorded."),
    "return-exchanged": _("The exchange is decided: its order is being placed."),
    "return-closed": _("The return is closed."),
    "return-cancelled": _("The return is cancelled."),
}
