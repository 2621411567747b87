"""How what is printed looks, of whichever service prints it."""

from services.backoffice.pages.settings.fields import Group, Kind, SettingsField
from services.backoffice.wording.texts import marked as _

LOOK = Group(
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
)
