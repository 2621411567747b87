"""Services, and the records they could not apply."""

from services.backoffice.wording.label import Label
from services.backoffice.wording.texts import marked as _

LABELS: dict[str, dict[str, Label]] = {
    "service": {
        "orders": Label(_("Orders"), "plain", "shopping-bag"),
        "billing": Label(_("Billing"), "plain", "receipt-text"),
        "fulfilment": Label(_("Fulfilment"), "plain", "package"),
        "returns": Label(_("Returns"), "plain", "undo-2"),
        "notifier": Label(_("Notifier"), "plain", "mail"),
        "backoffice": Label(_("Back office"), "plain", "monitor"),
        "mailbox": Label(_("Mailbox"), "plain", "inbox"),
    },
    "parked": {
        "parked": Label(_("Parked"), "warning", "hourglass"),
        "dead": Label(_("Dead letter"), "bad", "skull"),
    },
    "readiness": {
        "ready": Label(_("Ready"), "good", "circle-check"),
        "waits": Label(_("Waits"), "warning", "hourglass"),
        "not_ready": Label(_("Not ready"), "warning", "hourglass"),
        "silent": Label(_("Silent"), "bad", "wifi-off"),
    },
}

DONE: dict[str, str] = {
    "retried": _("The record is tried again."),
    "dropped": _("The record is dropped."),
}

REFUSALS: dict[str, str] = {
    "record-cannot-be-read": _(
        "This record cannot be read, so that trying again is of no use. Drop it, or try again with a version that can."
    ),
}
