"""Staff: roles, accounts, signing in."""

from services.backoffice.wording.label import Label
from services.backoffice.wording.texts import marked as _

LABELS: dict[str, dict[str, Label]] = {
    "role": {
        "owner": Label(_("Owner"), "plain", "key-round"),
        "manager": Label(_("Manager"), "plain", "users"),
        "sales": Label(_("Sales"), "plain", "shopping-bag"),
        "warehouse": Label(_("Warehouse"), "plain", "boxes"),
        "accounting": Label(_("Accounting"), "plain", "receipt"),
        "read_only": Label(_("Read-only"), "plain", "lock"),
    },
    "role_may": {
        "owner": Label(_("Does everything, changes the settings, and decides who works here.")),
        "manager": Label(_("Does everything but the settings and the staff’s accounts.")),
        "sales": Label(
            _(
                "Sees all but the settings and the staff’s accounts; "
                "holds, resumes and cancels orders, writes notes, sends failed messages again."
            )
        ),
        "warehouse": Label(
            _(
                "Sees all but the settings and the staff’s accounts; "
                "marks parcels as shipped, receives and adjusts the stock, writes notes and to customers."
            )
        ),
        "accounting": Label(
            _(
                "Sees all but the settings and the staff’s accounts; records payments and takes them back, "
                "creates invoices and credit notes, writes notes, sends failed messages again."
            )
        ),
        "read_only": Label(_("Sees all but the settings and the staff’s accounts; changes nothing.")),
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
}

REFUSALS: dict[str, str] = {
    "email-taken": _("There is an account with this e-mail address already."),
    "last-owner": _("The shop needs at least one owner who can sign in."),
    "weak-password": _("A password has 12 to 200 characters and is hard to guess."),
    "wrong-password": _("This is not your present password."),
    "passwords-differ": _("The new password was typed differently the second time."),
    "too-many-attempts": _("Too many attempts. Wait a quarter of an hour and try again."),
    "second-factor-is-on": _("The second factor is on already."),
    "second-factor-is-off": _("The second factor is off."),
    "invalid-email": _("This is not an e-mail address."),
    "own-account": _("Change your own password in My settings."),
    "wrong-code": _("This code is not right, or was used before."),
}

DONE: dict[str, str] = {
    "staff-added": _("The account is created."),
    "staff-saved": _("The account is saved."),
    "staff-disabled": _("The account is disabled. Nobody is signed in with it any more."),
    "staff-enabled": _("The account is enabled."),
    "password-reset": _("The password is set. They are signed out everywhere."),
    "password-changed": _("Your password is changed. You are signed out everywhere else."),
    "preferences-saved": _("Your settings are saved."),
    "second-factor-started": _("Your password is right. The second factor is on once you have given a code."),
    "second-factor-off": _("The second factor is off."),
    "session-ended": _("The session is ended."),
    "sessions-ended": _("You are signed out everywhere else."),
}
