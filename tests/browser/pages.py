"""Every page and dialog of the back office, and how somebody gets there in the prepared shop."""

from tests.browser.conftest import PASSWORD
from tests.browser.prepared import GUARDED
from tests.browser.steps import (
    MORE,
    NOBODY,
    OF_PAYMENT,
    OF_SHIPMENT,
    Sight,
    cancels,
    changes_settings_meanwhile,
    chooses,
    clicks,
    fills,
    hovers,
    opens,
    refused,
    saves_a_note,
    signs_in_halfway,
    submits,
    writes_another_note,
)

SIGNED_OUT = (
    Sight("sign-in", "/sign-in", who=NOBODY),
    Sight(
        "sign-in-refused",
        "/sign-in",
        (fills(email="zoe@example.org", password="wrong horse"), clicks("button[type=submit]", shows="#refusal")),
        who=NOBODY,
    ),
    Sight("code", "/sign-in", (signs_in_halfway,), who=NOBODY),
)
HOME = (Sight("home", "/"), Sight("home-table", "/", (clicks("#by-day-table summary", shows="#by-day-table table"),)))
ORDERS = (
    Sight("orders", "/orders"),
    Sight("orders-filters", "/orders", (clicks("#filter-menu", shows="#filter-form"),)),
    Sight(
        "orders-chips",
        "/orders?status=processing_awaiting_payment&status=on_hold&payment_status=not_paid&from=2026-01-01",
    ),
    Sight("orders-no-match", "/orders?q=nobody"),
    Sight("orders-left-out", "/orders?status=lost&shipment_status=not_shipped"),
    Sight("orders-chosen", "/orders", (chooses,)),
    Sight("orders-ship", "/orders", (chooses, opens("#ship-selected"))),
    Sight("orders-print", "/orders", (chooses, opens("#print-selected"))),
    Sight("orders-status", "/orders", (chooses, opens("#status-selected"))),
    Sight(
        "orders-printed",
        "/orders",
        (chooses, opens("#print-selected"), clicks("form[data-makes] button", shows="[data-made]")),
    ),
    Sight("view-save", "/orders?status=cancelled", (opens("#save-view"),)),
)
ORDER = (
    Sight("order", "/orders/{paid}"),
    Sight("order-document", "/orders/{paid}", (opens("a[id^='window-']"),)),
    Sight("order-menu", "/orders/{paid}", (MORE,)),
    Sight("order-dot", "/orders/{wordy}", (hovers("#products .dot"),)),
    Sight("order-wordy", "/orders/{wordy}"),
    Sight("order-on-hold", "/orders/{placed_on_hold}"),
    Sight("order-completed", "/orders/{completed}"),
    Sight("order-credited", "/orders/{credited}"),
    Sight("order-cancelled", "/orders/{cancelled}"),
    Sight("order-read-only", "/orders/{completed}", who="read_only"),
    Sight("order-duplicate", "/orders/{fresh}", (MORE, opens(".more a[href$='/duplicate']"))),
    Sight("order-hold", "/orders/{fresh}", (MORE, opens(".more a[href$='/hold']"))),
    Sight("order-custom-status", "/orders/{paid}", (MORE, opens(".more a[href$='/custom-status']"))),
    Sight("order-task", "/orders/{fresh}", (opens("#add-task"),)),
    Sight("order-task-finish", "/orders/{wordy}", (opens("#tasks li:first-child a[href$='/finish']"),)),
    Sight("order-resume", "/orders/{placed_on_hold}", (opens("#resume-order"),)),
    Sight("order-cancel", "/orders/{fresh}", (opens("#cancel-order"),)),
    Sight("order-pay", "/orders/{fresh}", (opens("#payment a[href$='/pay']"),)),
    Sight("order-pay-refused", "/orders/{fresh}", (opens("#payment a[href$='/pay']"), fills(amount="much"), refused)),
    Sight("order-invoice", "/orders/{uninvoiced}", (opens("#create-invoice"),)),
    Sight("order-expect", "/orders/{fresh}", (OF_PAYMENT, opens("#payment a[href$='/expect']"))),
    Sight("order-fail", "/orders/{wordy}", (OF_PAYMENT, opens("#payment a[href$='/fail']"))),
    Sight("order-unpay", "/orders/{completed}", (OF_PAYMENT, opens("#payment a[href$='/unpay']"))),
    Sight("order-receive", "/orders/{completed}", (OF_PAYMENT, opens("#payment a[href$='/receive']"))),
    Sight("order-refund", "/orders/{overpaid}", (opens("#record-refund"),)),
    Sight("order-refund-failed", "/orders/{overpaid}", (opens("#payment a[href*='/refund-failed?']"),)),
    Sight("order-ship", "/orders/{fresh}", (opens("#shipping a[href*='/ship?']"),)),
    Sight("order-split", "/orders/{fresh}", (OF_SHIPMENT, opens("#shipping a[href*='/split?']"))),
    Sight("order-shipment", "/orders/{completed}", (opens("#shipping .slip a"),)),
    Sight(
        "order-notify",
        "/orders/{completed}",
        (opens("#notify"), clicks("dialog button[name=preview]", shows="dialog #preview")),
    ),
    Sight("order-merge", "/orders/{parted}", (OF_SHIPMENT, opens("#shipping a[href*='/merge?']"))),
    Sight("order-deliver", "/orders/{completed}", (OF_SHIPMENT, opens("#shipping a[href*='/deliver?']"))),
    Sight("order-parcel-again", "/orders/{completed}", (opens("#shipping a[href*='/parcel-again?']"),)),
    Sight("order-parcel-found", "/orders/{lost}", (opens("#shipping a[href*='/parcel-found?']"),)),
    Sight("order-remind", "/orders/{fresh}", (MORE, opens(".more a[href$='/remind']"))),
    Sight("order-parcel-correct", "/orders/{completed}", (opens("#shipping .parcels .edits a"),)),
    Sight("order-unship", "/orders/{completed}", (OF_SHIPMENT, opens("#shipping a[href*='/unship?']"))),
    Sight("order-pickup", "/orders/{pickup}"),
    Sight("order-unready", "/orders/{pickup}", (OF_SHIPMENT, opens("#shipping a[href*='/unready?']"))),
    Sight("order-done", "/orders/{completed}", (saves_a_note,)),
    Sight("order-note", "/orders/{completed}", (writes_another_note, clicks("dialog", shows="dialog .callout.bad"))),
    Sight("order-edit", "/orders/{fresh}/edit"),
    Sight(
        "order-edit-shown",
        "/orders/{fresh}/edit",
        (fills(discount="1"), clicks("#preview-edit", shows="#edit-preview")),
    ),
    Sight("order-dialog-alone", "/orders/{fresh}/cancel"),
)
OF_TASK = clicks("#list li:first-child .dots", shows="#list li:first-child .card-menu ul")
TASKS = (
    Sight("tasks", "/tasks"),
    Sight("tasks-done", "/tasks?which=done"),
    Sight("task-change", "/tasks", (OF_TASK, opens("#list li:first-child a[href$='/change']"))),
    Sight("task-remove", "/tasks", (OF_TASK, opens("#list li:first-child a[href$='/remove']"))),
    Sight("task-reopen", "/tasks?which=done", (OF_TASK, opens("#list li:first-child a[href$='/reopen']"))),
)
PRODUCTS = (
    Sight("products", "/products"),
    Sight("products-no-match", "/products?q=nothing"),
    Sight("product", "/products/{low}"),
    Sight("product-wordy", "/products/{long}"),
    Sight("reservation-release", "/products/{long}", (opens("#reservations .does a"),)),
    Sight("product-untracked", "/products/GIFT"),
    Sight("stock-adjust", "/products/{low}", (opens("#adjust"),)),
    Sight("stock-adjust-refused", "/products/{low}", (opens("#adjust"), fills(quantity="-99", reason="vol"), refused)),
    Sight("stock-receive", "/products/{low}", (opens("#receive"),)),
    Sight("stock-threshold", "/products/{low}", (opens("#change-threshold"),)),
    Sight("product-edit", "/products/{low}", (opens("#edit-product"),)),
)
QUOTES = (
    Sight("quotes", "/quotes"),
    Sight("quotes-no-match", "/quotes?q=nobody"),
    Sight("quote", "/quotes/{quote}"),
    Sight("quote-draft", "/quotes/{draft}"),
    Sight("quote-declined", "/quotes/{declined_quote}"),
    Sight("quote-edit", "/quotes/{draft}/edit"),
    Sight("quote-find", "/quotes/{draft}/edit", (fills(find="l"), clicks("#find-product", shows="#found"))),
    Sight("quote-new", "/quotes/new"),
    Sight("offer", "/offer?link={offer}", who=NOBODY),
    Sight("offer-nothing", "/offer?link=nothing", who=NOBODY),
    Sight("quote-send", "/quotes/{draft}", (opens("#send-quote"),)),
    Sight("quote-convert", "/quotes/{quote}", (opens("#convert-quote"),)),
    Sight("quote-decline", "/quotes/{quote}", (opens("#decline-quote"),)),
    Sight("quote-revise", "/quotes/{quote}", (opens("#revise-quote"),)),
    Sight("quote-cancel", "/quotes/{quote}", (opens("#cancel-quote"),)),
)
CUSTOMERS = (
    Sight("customers", "/customers"),
    Sight("customers-no-match", "/customers?q=nobody"),
    Sight("customer", "/customers/{customer}"),
    Sight("customer-edit", "/customers/{customer}", (opens("#edit-customer"),)),
    Sight("customer-add", "/customers", (opens("#new-customer"),)),
    Sight("customer-merge", "/customers/{customer}", (opens("#merge-customer"),)),
    Sight("order-attach", "/orders/{silent}", (opens("#attach-customer"),)),
    Sight("order-customer", "/orders/{wordy}", (opens("#edit-customer"),)),
    Sight("order-customer-contact", "/orders/{cancelled}", (opens("#edit-customer"),)),
)
DOCUMENTS = (
    Sight("invoice", "/documents/{invoice}"),
    Sight("invoice-delivery-time", "/documents/{invoice}", (opens("#set-delivery-time"),)),
    Sight("invoice-send", "/documents/{invoice}", (opens("#send-document"),)),
    Sight("invoice-credit", "/documents/{invoice}", (opens("a[href$='/credit']"),)),
    Sight(
        "invoice-credit-amounts",
        "/documents/{invoice}",
        (
            opens("a[href$='/credit']"),
            fills(**{"quantity-1": "1"}),
            clicks("dialog button[name=preview]", shows="dialog #preview"),
        ),
    ),
    Sight(
        "invoice-credit-refused",
        "/documents/{invoice}",
        (opens("a[href$='/credit']"), fills(**{"quantity-1": "99"}), refused),
    ),
    Sight("credit-note", "/documents/{credit_note}?kind=credit_note"),
    Sight("cancellation-invoice", "/documents/{cancellation_invoice}?kind=cancellation_invoice"),
)
RETURNS = (Sight("returns", "/returns?which=all"), Sight("returns-none", "/returns"))
MESSAGES = (
    Sight("messages", "/messages"),
    Sight("messages-of-order", "/messages?order_id={cancelled}"),
    Sight("messages-no-match", "/messages?q=nobody"),
    Sight("message-sent", "/messages/{sent_message}"),
    Sight("message-failed", "/messages/{failed_message}"),
    Sight("message-not-sent", "/messages/{unsent_message}"),
    Sight("message-bounced", "/messages/{bounced_message}"),
    Sight("message-clear-address", "/messages/{bounced_message}", (opens("#clear-address"),)),
    Sight("message-resend", "/messages/{failed_message}", (opens("#resend"),)),
    Sight("mailbox", "/mailbox"),
    Sight("mail", "/mailbox/{mail}"),
)
OPERATIONS = (
    Sight("operations", "/operations"),
    Sight("parked-of-service", "/operations/orders/parked"),
    Sight("parked-none", "/operations/returns/parked"),
    Sight("dead-letter", "/operations/orders/parked/{dead}"),
    Sight("parked-record", "/operations/orders/parked/{parked}"),
    Sight("record-retry", "/operations/orders/parked/{dead}", (opens("a[href$='/retry']"),)),
    Sight("record-drop", "/operations/orders/parked/{dead}", (opens("a[href$='/drop']"),)),
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
    Sight("settings-carriers", "/settings/fulfilment/carriers"),
    Sight(
        "settings-processes",
        "/settings/orders/processes",
        (clicks("details.term summary", shows="details.term[open]"),),
    ),
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
ERRORS = (
    Sight("not-found", "/nowhere"),
    Sight("not-allowed", "/staff", who="sales"),
)
BILLING_AWAY = (
    Sight("order-billing-away", "/orders/{paid}", away="billing"),
    Sight("order-cancelling", "/orders/{unsettled}", (cancels,), away="billing"),
    Sight(
        "order-unanswered",
        "/orders/{completed}/unpay",
        (fills(reason="chèque sans provision"), clicks("#page button[type=submit]", shows=".callout.warning")),
        away="billing",
    ),
    Sight("operations-billing-away", "/operations", away="billing"),
    Sight("document-billing-away", "/documents/{invoice}", away="billing"),
)
SIGHTS = (
    *SIGNED_OUT, *HOME, *ORDERS, *ORDER, *TASKS, *PRODUCTS, *QUOTES, *CUSTOMERS, *DOCUMENTS, *RETURNS,
    *MESSAGES, *OPERATIONS, *ACCOUNT, *STAFF, *SETTINGS, *ERRORS,
    *BILLING_AWAY,
)  # fmt: skip
EMPTY = (
    Sight("empty-home", "/"),
    Sight("empty-orders", "/orders"),
    Sight("empty-products", "/products"),
    Sight("empty-quotes", "/quotes"),
    Sight("empty-tasks", "/tasks"),
    Sight("empty-messages", "/messages"),
    Sight("empty-mailbox", "/mailbox"),
    Sight("empty-operations", "/operations"),
)
"""In a shop where nothing has happened yet."""
