"""The pages and dialogs of accounts, staff and settings, and how somebody gets there in the prepared shop."""

from tests.browser.conftest import PASSWORD
from tests.browser.prepared import GUARDED
from tests.browser.steps import (
    Sight,
    changes_settings_meanwhile,
    clicks,
    fills,
    opens,
    refused,
    submits,
)

ACCOUNT = (
    Sight("account", "/account"),
    Sight("account-menu", "/account", (clicks("details.account summary", shows="details.account ul"),)),
    Sight("account-guarded", "/account", who=GUARDED),
    Sight("account-password", "/account", (opens("a[href='/account/password']"),)),
    Sight(
        "account-password-refused",
        "/account",
        (
            opens("a[href='/account/password']"),
            fills(present="wrong horse", password="wrong horse battery", repeated="wrong horse battery"),
            refused,
        ),
    ),
    Sight("second-factor-start", "/account", (opens("a[href='/account/second-factor/start']"),), who="sales"),
    Sight(
        "second-factor",
        "/account",
        (
            opens("a[href='/account/second-factor/start']"),
            fills(present=PASSWORD),
            clicks(submits, shows="img.qr-code"),
        ),
        who="sales",
    ),
    Sight("second-factor-end", "/account", (opens("a[href='/account/second-factor/end']"),), who=GUARDED),
    Sight("recovery-codes-renew", "/account", (opens("a[href='/account/recovery-codes']"),), who=GUARDED),
    Sight(
        "recovery-codes",
        "/account",
        (
            opens("a[href='/account/recovery-codes']"),
            fills(present=PASSWORD),
            clicks(submits, shows=".recovery-codes"),
        ),
        who=GUARDED,
    ),
)
STAFF = (
    Sight("staff", "/staff"),
    Sight("staff-add", "/staff", (opens("a[href='/staff/add']"),)),
    Sight(
        "staff-change",
        "/staff",
        (opens("table.staff a[href^='/staff/']:not([href*='/disable'], [href*='/password'])"),),
    ),
    Sight("staff-disable", "/staff", (opens("a[href$='/disable']"),)),
    Sight("staff-password", "/staff", (opens("a[href$='/password']"),)),
)
SETTINGS = (
    Sight("rates", "/rates"),
    Sight("overdue", "/overdue"),
    Sight("settings-reminders", "/settings/billing/reminders"),
    Sight("settings", "/settings"),
    Sight("settings-invoices", "/settings/billing/invoices"),
    Sight("settings-seller", "/settings/billing/seller"),
    Sight("settings-documents", "/settings/billing/documents"),
    Sight("settings-slips", "/settings/fulfilment/slips"),
    Sight("settings-terms", "/settings/orders/terms"),
    Sight("settings-quotes", "/settings/orders/quotes"),
    Sight("settings-carriers", "/settings/fulfilment/carriers"),
    Sight(
        "settings-processes",
        "/settings/orders/processes",
        (clicks("details.term summary", shows="details.term[open]"),),
    ),
    Sight("settings-returns", "/settings/returns/returns"),
    Sight("settings-mail", "/settings/notifier/mail"),
    Sight("settings-texts", "/settings/notifier/texts"),
    Sight("settings-text", "/settings/notifier/texts/order_confirmation/fr"),
    Sight(
        "settings-text-wrong",
        "/settings/notifier/texts/invoice/fr",
        (fills(body="{{ nobody }}"), clicks("#save-text", shows="#faults")),
    ),
    Sight(
        "settings-terms-open",
        "/settings/orders/terms",
        (clicks("details.term[open], details.term summary", shows="details.term[open]"),),
    ),
    Sight(
        "settings-refused",
        "/settings/billing/seller",
        (fills(siren="732829321", vat_number="12"), clicks("#save-settings", shows="[aria-invalid=true]")),
    ),
    Sight("settings-meanwhile", "/settings/billing/invoices", (changes_settings_meanwhile,)),
)
