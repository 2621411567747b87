"""The settings of orders: terms of payment and custom statuses."""

from services.backoffice.pages.settings.fields import Group, Kind, SettingsField, SettingsSection
from services.backoffice.wording.texts import marked as _

SECTIONS = (
    SettingsSection(
        "orders",
        "terms",
        _("Terms of payment"),
        "hourglass",
        _(
            "What ships before it is paid, and after how long an unpaid order is cancelled. For orders that are placed"
            " from now on; those that are there go by the terms of before."
        ),
        (
            Group(
                _("By method of payment"),
                (
                    SettingsField(
                        "methods",
                        Kind.TERMS_BY_METHOD,
                        _(
                            "The time runs from when the order comes in. On hold, and once anything is paid, it stands"
                            " still; it begins again after that."
                        ),
                    ),
                ),
            ),
            Group(_("All other methods"), (SettingsField("others", Kind.TERMS),)),
        ),
    ),
    SettingsSection(
        "orders",
        "processes",
        _("Processes"),
        "tag",
        _("What orders are called on their way through the shop, beside their status."),
        (
            Group(
                _("Custom statuses"),
                (
                    SettingsField(
                        "custom_statuses",
                        Kind.CUSTOM_STATUSES,
                        _("In this order they are chosen from. Each title is shown to who reads its language."),
                    ),
                ),
            ),
        ),
    ),
)
