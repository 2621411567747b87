"""The settings of orders: terms of payment, custom statuses and quotes."""

from services.backoffice.pages.settings.fields import Group, Kind, SettingsField, SettingsSection
from services.backoffice.pages.settings.sections.firm import ADDRESS, FIRM
from services.backoffice.pages.settings.sections.look import LOOK
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
    SettingsSection(
        "orders",
        "quotes",
        _("Quotes"),
        "file-text",
        _(
            "How long quotes are valid, and what of the shop they bear from now on. What is sent already does not"
            " change."
        ),
        (
            Group(
                _("Validity"),
                (
                    SettingsField(
                        "valid_days",
                        Kind.NUMBER,
                        _("Of a new quote, counted from its day: 1 to 365. It can be changed on each."),
                        numbers=range(1, 366),
                    ),
                ),
            ),
            Group(_("Firm"), FIRM),
            Group(_("Address"), ADDRESS),
            LOOK,
        ),
        has_sample=True,
        look_of=("billing", "documents"),
        seller_of=("billing", "seller"),
        taken_over=_("Seller, logo and colour are those of invoices now. Save, and quotes have them."),
    ),
)
