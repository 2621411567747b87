"""Withdrawals of consumers."""

from services.backoffice.wording.label import Label
from services.backoffice.wording.texts import marked as _
from services.backoffice.wording.texts import marked_for

LABELS: dict[str, dict[str, Label]] = {
    "withdrawal": {
        "new": Label(marked_for("withdrawal", "New"), "info", "circle-dot"),
        "to_match": Label(_("To be matched"), "warning", "circle-alert"),
        "late": Label(_("After the period"), "warning", "hourglass"),
        "business": Label(_("Of a business"), "warning", "circle-alert"),
        "open": Label(marked_for("withdrawal", "Open"), "info", "clock"),
        "settled": Label(marked_for("withdrawal", "Settled"), "good", "circle-check"),
    },
    "withdrawal_way": {
        "order_page": Label(_("On the customer’s page of the order")),
        "public_page": Label(_("On the public page")),
        "letter": Label(_("By letter, entered by staff")),
    },
}

REFUSALS: dict[str, str] = {
    "withdrawal-not-found": _("There is no such withdrawal."),
    "consumers-only": _("This order is of a business: the right of withdrawal is of consumers."),
    "nothing-to-withdraw": _("What was ordered is not known here yet. Try again in a minute."),
    "more-than-ordered": _("That is more than may still be withdrawn from."),
    "day-not-possible": _("It came between the day of the order and today."),
}

DONE: dict[str, str] = {
    "withdrawal-entered": _("The withdrawal is entered."),
    "withdrawal-matched": _("The withdrawal belongs to its order now."),
    "withdrawal-accepted": _("The withdrawal is accepted."),
    "withdrawal-settled": _("The withdrawal is settled."),
}
