"""The settings of fulfilment: carriers and how packing slips look."""

from services.backoffice.pages.settings.fields import Group, Kind, SettingsField, SettingsSection
from services.backoffice.pages.settings.sections.look import LOOK
from services.backoffice.wording.texts import marked as _

SECTIONS = (
    SettingsSection(
        "fulfilment",
        "carriers",
        _("Carriers"),
        "truck",
        _("Who brings the parcels. A tracking number proposes whose it may be, with the shop’s own carriers first."),
        (
            Group(
                _("The shop ships with"),
                (
                    SettingsField(
                        "used",
                        Kind.CARRIERS,
                        _("These are proposed first. The others stay known: their numbers are recognised too."),
                    ),
                ),
            ),
            Group(
                _("Carriers of its own"),
                (
                    SettingsField(
                        "own",
                        Kind.OWN_CARRIERS,
                        _("They come before all others. One whose numbers nobody can tell is chosen by hand."),
                    ),
                ),
            ),
        ),
    ),
    SettingsSection(
        "fulfilment",
        "slips",
        _("Packing slips"),
        "printer",
        _("How packing slips look that are printed from now on."),
        (LOOK,),
        has_sample=True,
        look_of=("billing", "documents"),
        taken_over=_("Logo and colour are those of invoices now. Save, and slips have them."),
    ),
)
