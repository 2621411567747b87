"""The seller as its papers bear it, of whichever service prints them."""

from services.backoffice.pages.settings.fields import SettingsField
from services.backoffice.wording.texts import marked as _

FIRM = (
    SettingsField(
        "legal_name",
        hint=_("On documents. Pages and mails bear the name that an administrator sets (BACKSHOP_SHOP_NAME)."),
    ),
    SettingsField("legal_form"),
    SettingsField("registration"),
    SettingsField("siren", hint=_("Nine digits.")),
    SettingsField("vat_number", hint=_("May be empty for a small business without VAT."), optional=True),
)
ADDRESS = (
    SettingsField("street"),
    SettingsField("postal_code"),
    SettingsField("city"),
    SettingsField("country", hint=_("Its two letters, such as FR.")),
    SettingsField("email", optional=True),
)
