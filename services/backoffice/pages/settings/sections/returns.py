"""The settings of returns: what customers may ask for, who approves it, and what is kept of their money."""

from services.backoffice.pages.settings.fields import Group, Kind, SettingsField, SettingsSection
from services.backoffice.wording.texts import marked as _

_DAYS = range(3651)

SECTIONS = (
    SettingsSection(
        "returns",
        "returns",
        _("Returns"),
        "undo-2",
        _("What customers may send back and until when, who approves it, and what is kept of their money."),
        (
            Group(
                _("What customers may ask for"),
                (
                    SettingsField(
                        "days",
                        Kind.NUMBER,
                        _("Days after the delivery: 0 to 3650. With 0 customers may not ask; staff always may."),
                        numbers=_DAYS,
                    ),
                    SettingsField("approval", Kind.CHOICE),
                    SettingsField("reasons", Kind.WORDS, words="why_returned"),
                    SettingsField("resolutions", Kind.WORDS, words="resolution"),
                    SettingsField(
                        "excluded",
                        Kind.LINES,
                        _(
                            "One SKU a line; with * at its end all that begin so. Products have no categories: name how"
                            " the SKUs of one begin. Staff may return them all the same."
                        ),
                        optional=True,
                    ),
                    SettingsField(
                        "no_withdrawal",
                        Kind.LINES,
                        _(
                            "One SKU a line; with * at its end all that begin so. Only what the law excepts: made to"
                            " measure, unsealed hygiene products and the like. Customers read that, and who withdraws"
                            " from it all the same is for you to look at."
                        ),
                        optional=True,
                    ),
                ),
            ),
            Group(
                _("Goods"),
                (
                    SettingsField(
                        "way_back",
                        Kind.CHOICE,
                        _("Of what is defective, damaged or wrong the shop does, and keeps no fee of it."),
                    ),
                    SettingsField(
                        "goods_first", Kind.FLAG, _("Without this, goods may be credited while they are on their way.")
                    ),
                    SettingsField(
                        "expires_after_days",
                        Kind.NUMBER,
                        _("Days after the approval, after which a return of which nothing came is over. Empty: never."),
                        optional=True,
                        numbers=range(1, 3651),
                    ),
                ),
            ),
            Group(
                _("Where parcels go"),
                (
                    SettingsField(
                        "receiver",
                        hint=_("The address stands on the return label. It may be another one than that of invoices."),
                    ),
                    SettingsField("street"),
                    SettingsField("street2", optional=True),
                    SettingsField("postal_code"),
                    SettingsField("city"),
                    SettingsField("country", hint=_("Its two letters, such as FR.")),
                ),
            ),
            Group(
                _("Fees"),
                (
                    SettingsField(
                        "restocking_percent",
                        Kind.AMOUNT,
                        _("Of what is credited; never of a withdrawal. Staff may change it with each credit."),
                    ),
                    SettingsField(
                        "postage",
                        Kind.AMOUNT,
                        _("Of the way back, taken off the credit; with or without VAT as the prices of the order."),
                    ),
                ),
            ),
        ),
    ),
)
