"""The settings of fulfilment: carriers and how packing slips look."""

from services.backoffice.pages.settings.fields import Group, Kind, SettingsField, SettingsSection
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
        (
            Group(
                _("Look"),
                (
                    SettingsField(
                        "logo",
                        Kind.PICTURE,
                        _("PNG or JPEG, at most 512 kB; it stands on white, 45 by 18 mm at most."),
                        optional=True,
                    ),
                    SettingsField(
                        "accent",
                        Kind.COLOUR,
                        _("Of titles and the heads of tables, such as #1F4E79. Empty for black and grey."),
                        optional=True,
                    ),
                ),
            ),
        ),
        has_sample=True,
        look_of=("billing", "documents"),
    ),
)
