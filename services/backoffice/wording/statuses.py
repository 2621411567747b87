"""Custom statuses: their colours, what is refused of them, and what is said once one is set."""

from services.backoffice.wording.label import Label
from services.backoffice.wording.texts import marked as _

LABELS: dict[str, dict[str, Label]] = {
    "status_colour": {
        "grey": Label(_("Grey"), "grey", "tag"),
        "blue": Label(_("Blue"), "blue", "tag"),
        "green": Label(_("Green"), "green", "tag"),
        "yellow": Label(_("Yellow"), "yellow", "tag"),
        "red": Label(_("Red"), "red", "tag"),
        "purple": Label(_("Purple"), "purple", "tag"),
    },
}

REFUSALS: dict[str, str] = {
    "custom-status-unknown": _("There is no such custom status any more. Choose one of those in the settings."),
    "custom-status-archived": _("This custom status was archived: it is set on no order any more. Choose another one."),
    "custom-status-twice": _("There is a custom status of this name already."),
    "custom-status-in-use": _(
        "Orders have this custom status: it cannot be removed. Archive it, and no other gets it."
    ),
    "custom-status-message-has-marks": _(
        "This message is sent as it is: nothing is filled in for {{ … }}. Say it in words; the text of the mail around"
        " it, in the settings, has variables."
    ),
    "custom-status-not-visible": _("Its e-mail names it to the customer: it has to be visible to customers too."),
}

DONE: dict[str, str] = {
    "custom-status-set": _("The custom status is set."),
    "custom-status-cleared": _("The custom status is taken away."),
    "custom-status-set-selected": _("The orders have this custom status now."),
    "custom-status-cleared-selected": _("The orders have no custom status any more."),
}
