"""Every page and dialog of the back office, and how somebody gets there in the prepared shop."""

from tests.browser.pages_of_orders import ORDER, ORDERS, TASKS
from tests.browser.pages_of_staff import ACCOUNT, SETTINGS, STAFF
from tests.browser.steps import NOBODY, Sight, cancels, clicks, fills, opens, refused, signs_in_halfway

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
    Sight("quote-whose", "/quotes/new", (fills(find_customer="a"), clicks("#find-customer", shows="#customers-found"))),
    Sight("quotes-to-revise", "/quotes?state=to_revise"),
    Sight("offer", "/offer?link={offer}", who=NOBODY),
    Sight("offer-nothing", "/offer?link=nothing", who=NOBODY),
    Sight("own-order", "/order?link={own_order}&language=en", who=NOBODY),
    Sight("own-order-returns", "/order?link={own_returned}&language=en", who=NOBODY),
    Sight("own-order-return", "/order/return?link={own_order}&language=en", who=NOBODY),
    Sight(
        "own-order-return-refused",
        "/order/return?link={own_order}&language=en",
        (clicks("#ask button[type=submit]", shows="main [role=alert]"),),
        who=NOBODY,
    ),
    Sight("own-order-link", "/orders/{completed}", (opens("#customer-page"),)),
    Sight("own-order-find", "/order/find", who=NOBODY),
    Sight("own-order-withdraw", "/order/withdraw?link={own_order}&language=en", who=NOBODY),
    Sight("own-order-withdrawn", "/order?link={own_withdrawn}&language=en", who=NOBODY),
    Sight("withdraw", "/withdraw?language=en", who=NOBODY),
    Sight(
        "withdraw-confirm",
        "/withdraw?language=en",
        (
            fills(number="1001", name="Camille Martin", email="camille@example.org", goods="the lamp"),
            clicks("main button[type=submit]", shows="#declaration"),
        ),
        who=NOBODY,
    ),
    Sight(
        "withdraw-refused",
        "/withdraw?language=en",
        (
            fills(number="1001", name="Camille Martin", email="camille@example"),
            clicks("main button[type=submit]", shows="main [role=alert]"),
        ),
        who=NOBODY,
    ),
    Sight("own-order-nothing", "/order?link=nothing", who=NOBODY),
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
    Sight("customer-messages", "/customers/{customer}/messages"),
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
RETURNS = (
    Sight("returns", "/returns?which=all"),
    Sight("returns-none", "/returns?q=RE-999"),
    Sight("returns-filter", "/returns?which=all&origin=staff", (clicks("#filter-menu", shows="#filter-form button"),)),
    Sight("order-returned", "/orders/{returned}"),
    Sight("order-return", "/orders/{completed}", (opens("#create-return"),)),
    Sight("return-asked", "/returns/{return_asked}"),
    Sight("return-pictured", "/returns/{return_pictured}"),
    Sight("return-change", "/returns/{return_asked}", (opens("#change-return"),)),
    Sight("return-approve", "/returns/{return_asked}", (opens("#approve-return"),)),
    Sight("return-decline", "/returns/{return_asked}", (opens("#decline-return"),)),
    Sight("return-cancel", "/returns/{return_asked}", (opens("#cancel-return"),)),
    Sight("return-send", "/returns/{return_sent}", (opens("#send-return"),)),
    Sight("return-receive", "/returns/{return_sent}", (opens("#receive-return"),)),
    Sight("return-came", "/returns/{return_came}"),
    Sight("return-dispose", "/returns/{return_came}", (opens("#dispose-return"),)),
    Sight("return-credit", "/returns/{return_came}", (opens("#credit-return"),)),
    Sight("return-exchange", "/returns/{return_came}/exchange", (clicks("#preview-exchange", shows="#sums"),)),
    Sight("return-credited", "/returns/{return_credited}"),
    Sight("return-refund", "/returns/{return_credited}", (opens("#refund-return"),)),
    Sight("return-close", "/returns/{return_credited}", (opens("#close-return"),)),
)
WITHDRAWALS = (
    Sight("withdrawals", "/withdrawals?which=all"),
    Sight("withdrawals-none", "/withdrawals?which=late"),
    Sight("withdrawal", "/withdrawals/{withdrawal}"),
    Sight("withdrawal-to-match", "/withdrawals/{unmatched}"),
    Sight("withdrawal-match", "/withdrawals/{unmatched}", (opens("#match-withdrawal"),)),
    Sight("withdrawal-settle", "/withdrawals/{unmatched}", (opens("#settle-withdrawal"),)),
    Sight("order-withdrawn", "/orders/{withdrawn}"),
    Sight("order-letter", "/orders/{completed}", (opens("#enter-withdrawal"),)),
)
MESSAGES = (
    Sight("messages", "/messages"),
    Sight("messages-of-order", "/messages?order_id={cancelled}"),
    Sight("messages-no-match", "/messages?q=nobody"),
    Sight("messages-bounced", "/messages?state=bounced"),
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
    *SIGNED_OUT, *HOME, *ORDERS, *ORDER, *TASKS, *PRODUCTS, *QUOTES, *CUSTOMERS, *DOCUMENTS, *RETURNS, *WITHDRAWALS,
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
