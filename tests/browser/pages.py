"""Every page and dialog of the back office, and how somebody gets there in the prepared shop."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

from playwright.async_api import Page, expect
from pyotp import TOTP

from tests.browser.conftest import PASSWORD, fill_in_sign_in
from tests.browser.prepared import GUARDED, TOTP_SECRET, Found
from tests.support.shop import Shop

Step = Callable[[Page, Shop, Found], Awaitable[None]]
NOBODY = ""


class Sight(NamedTuple):
    """`address` names what `prepare` found; `steps` go on from there; `away` is a service that does not answer."""

    name: str
    address: str
    steps: tuple[Step, ...] = ()
    who: str = "owner"
    away: str = ""

    async def reach(self, page: Page, shop: Shop, found: Found) -> None:
        await page.goto(self.address.format_map(found))
        for step in self.steps:
            await step(page, shop, found)


@asynccontextmanager
async def away(shop: Shop, service: str) -> AsyncIterator[None]:
    """This service, if one is named, does not answer meanwhile."""
    if not service:
        yield
        return
    shop.kill(f"{service}-1")
    try:
        yield
    finally:
        await shop.restart(f"{service}-1")


def opens(selector: str) -> Step:
    """A dialog."""

    async def step(page: Page, shop: Shop, found: Found) -> None:
        await page.locator(selector).first.click()
        await expect(page.get_by_role("dialog")).to_be_visible()

    return step


def clicks(selector: str, *, shows: str) -> Step:
    async def step(page: Page, shop: Shop, found: Found) -> None:
        await page.locator(selector).first.click()
        await expect(page.locator(shows).first).to_be_visible()

    return step


def fills(**fields: str) -> Step:
    async def step(page: Page, shop: Shop, found: Found) -> None:
        scope = page.get_by_role("dialog") if await page.get_by_role("dialog").count() else page
        for name, text in fields.items():
            await scope.locator(f"[name={name}]").fill(text)

    return step


def hovers(selector: str) -> Step:
    async def step(page: Page, shop: Shop, found: Found) -> None:
        await page.locator(selector).first.hover()

    return step


async def _writes_another_note(page: Page, shop: Shop, found: Found) -> None:
    """While somebody else saves theirs."""
    await page.locator("#note textarea").fill("Ne pas livrer avant lundi.")
    path = f"{shop.settings.url('orders')}/orders/{found['completed']}/note"
    version = (await shop.get("orders", f"/orders/{found['completed']}"))["note"]["version"]
    text = f"Le portail est réparé ; le code a changé {version} fois."
    assert (await shop.http.put(path, json={"text": text}, headers={"If-Match": f'"{version}"'})).is_success
    await page.locator("#note button").click()


async def _saves_a_note(page: Page, shop: Shop, found: Found) -> None:
    """The page says what was done."""
    await page.locator("#note textarea").press("End")
    await page.locator("#note textarea").press_sequentially(".")
    await page.locator("#note button").click()
    await expect(page.locator("#notice .toast")).to_be_visible()


async def _changes_settings_meanwhile(page: Page, shop: Shop, found: Found) -> None:
    """Days to pay, while somebody else saves theirs."""
    section = (await shop.get("billing", "/settings"))["sections"][0]
    days = section["values"]["payment_days"]
    await page.locator("[name=payment_days]").fill("45")
    path = f"{shop.settings.url('billing')}/settings/invoices"
    theirs = section["values"] | {"payment_days": 14 if days != 14 else 21}
    answer = await shop.http.put(path, json=theirs, headers={"If-Match": f'"{section["version"]}"'})
    assert answer.is_success, answer.text
    await page.locator("#save-settings").click()
    await expect(page.locator("#payment_days-theirs")).to_be_visible()


async def _cancels(page: Page, shop: Shop, found: Found) -> None:
    """What another language's visit has cancelled is so already."""
    if await page.locator("#cancel-order").count():
        await page.locator("#cancel-order").click()
        await page.get_by_role("dialog").locator("button[type=submit]").click()
    await expect(page.locator("#cancellation li.good")).to_have_count(2)


async def _chooses(page: Page, shop: Shop, found: Found) -> None:
    """The newest three of the list."""
    for number in range(3):
        await page.locator("#orders input[name=order]").nth(number).check()
    await expect(page.locator("#selected-count")).to_have_text("3")


async def sit_down(page: Page, who: str, language: str) -> None:
    """Sign in as somebody of `hire`."""
    await fill_in_sign_in(page, f"{who}-{language}@shop.example")
    if who == GUARDED:
        await page.locator("[name=code]").fill(TOTP(TOTP_SECRET).now())
        await page.locator("button[type=submit]").click()
    await page.wait_for_url(lambda url: "/sign-in" not in url)


async def _signs_in_halfway(page: Page, shop: Shop, found: Found) -> None:
    language = await page.locator("html").get_attribute("lang")
    await fill_in_sign_in(page, f"{GUARDED}-{language}@shop.example")
    await expect(page.locator("[name=code]")).to_be_visible()


submits = "dialog button[type=submit]"
refused = clicks(submits, shows="dialog [role=alert]")
MORE = clicks("#more", shows=".more ul")
OF_PAYMENT = clicks("#payment-menu", shows="#payment .card-menu ul")
OF_SHIPMENT = clicks("#shipping .card-menu summary", shows="#shipping .card-menu ul")

SIGNED_OUT = (
    Sight("sign-in", "/sign-in", who=NOBODY),
    Sight(
        "sign-in-refused",
        "/sign-in",
        (fills(email="zoe@example.org", password="wrong horse"), clicks("button[type=submit]", shows="#refusal")),
        who=NOBODY,
    ),
    Sight("code", "/sign-in", (_signs_in_halfway,), who=NOBODY),
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
    Sight("orders-chosen", "/orders", (_chooses,)),
    Sight("orders-ship", "/orders", (_chooses, opens("#ship-selected"))),
    Sight("orders-print", "/orders", (_chooses, opens("#print-selected"))),
    Sight(
        "orders-printed",
        "/orders",
        (_chooses, opens("#print-selected"), clicks("form[data-makes] button", shows="[data-made]")),
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
    Sight("order-hold", "/orders/{fresh}", (MORE, opens(".more a[href$='/hold']"))),
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
    Sight("order-parcel-correct", "/orders/{completed}", (opens("#shipping .parcels .edits a"),)),
    Sight("order-unship", "/orders/{completed}", (OF_SHIPMENT, opens("#shipping a[href*='/unship?']"))),
    Sight("order-pickup", "/orders/{pickup}"),
    Sight("order-unready", "/orders/{pickup}", (OF_SHIPMENT, opens("#shipping a[href*='/unready?']"))),
    Sight("order-done", "/orders/{completed}", (_saves_a_note,)),
    Sight("order-note", "/orders/{completed}", (_writes_another_note, clicks("dialog", shows="dialog .callout.bad"))),
    Sight("order-dialog-alone", "/orders/{fresh}/cancel"),
)
PRODUCTS = (
    Sight("products", "/products"),
    Sight("products-no-match", "/products?q=nothing"),
    Sight("product", "/products/{low}"),
    Sight("product-wordy", "/products/{long}"),
    Sight("product-untracked", "/products/GIFT"),
    Sight("stock-adjust", "/products/{low}", (opens("#adjust"),)),
    Sight("stock-adjust-refused", "/products/{low}", (opens("#adjust"), fills(quantity="-99", reason="vol"), refused)),
    Sight("stock-receive", "/products/{low}", (opens("#receive"),)),
    Sight("stock-threshold", "/products/{low}", (opens("#change-threshold"),)),
    Sight("product-edit", "/products/{low}", (opens("#edit-product"),)),
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
    Sight("settings", "/settings"),
    Sight("settings-invoices", "/settings/billing/invoices"),
    Sight("settings-seller", "/settings/billing/seller"),
    Sight("settings-documents", "/settings/billing/documents"),
    Sight("settings-terms", "/settings/orders/terms"),
    Sight("settings-carriers", "/settings/fulfilment/carriers"),
    Sight("settings-mail", "/settings/notifier/mail"),
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
    Sight("settings-meanwhile", "/settings/billing/invoices", (_changes_settings_meanwhile,)),
)
ERRORS = (
    Sight("not-found", "/nowhere"),
    Sight("not-allowed", "/staff", who="sales"),
)
BILLING_AWAY = (
    Sight("order-billing-away", "/orders/{paid}", away="billing"),
    Sight("order-cancelling", "/orders/{unsettled}", (_cancels,), away="billing"),
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
    *SIGNED_OUT, *HOME, *ORDERS, *ORDER, *PRODUCTS, *DOCUMENTS, *RETURNS,
    *MESSAGES, *OPERATIONS, *ACCOUNT, *STAFF, *SETTINGS, *ERRORS,
    *BILLING_AWAY,
)  # fmt: skip
EMPTY = (
    Sight("empty-home", "/"),
    Sight("empty-orders", "/orders"),
    Sight("empty-products", "/products"),
    Sight("empty-messages", "/messages"),
    Sight("empty-mailbox", "/mailbox"),
    Sight("empty-operations", "/operations"),
)
"""In a shop where nothing has happened yet."""
