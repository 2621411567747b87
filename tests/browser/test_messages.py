"""Messages to customers: how their delivery is seen, and that nothing in them runs."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from typing import Any

import aiosmtplib
from playwright.async_api import Browser, Page, Route, expect

from tests.browser.conftest import WIDE, Desk, sign_in
from tests.notifier.conftest import MailServer
from tests.support.languages import Says, in_one
from tests.support.sale import order as order_body
from tests.support.sale import place
from tests.support.shop import Shop
from tests.support.waiting import until

MARKUP = "<script>document.body.dataset.ran = 1</script><img src=x onerror=alert(1)>"


async def message_of(shop: Shop, order: dict[str, Any], state: str) -> dict[str, Any]:
    """The order's message, as soon as it is in this state."""

    async def there() -> dict[str, Any] | None:
        items = (await shop.get("notifier", "/messages", order_id=order["order_id"]))["items"]
        return items[0] if items and items[0]["state"] == state else None

    found: dict[str, Any] = await until(there)
    return found


@asynccontextmanager
async def refusing(shop: Shop, answer: str) -> AsyncIterator[None]:
    """In place of the mailbox a mail server that refuses every mail."""

    async def nothing_is_queued() -> bool:
        return bool((await shop.get("notifier", "/messages/counts"))["queued"] == 0)

    await until(nothing_is_queued)
    shop.kill("mailbox")
    server = MailServer()
    server.port = shop.settings.mailbox_smtp_port
    server.answers.extend([answer] * 100)
    await server.start()
    try:
        yield
    finally:
        await server.stop()
        await shop.restart("mailbox")


@in_one("en")
async def test_the_order_leads_to_its_messages_and_back_and_a_message_tells_its_delivery(
    shop: Shop, desk: Desk, language: str, says: Says
) -> None:
    order = await place(shop, language=language)
    other = await place(shop, language=language)
    sent = await message_of(shop, order, "sent")
    page = await desk("sales", language)
    await page.goto(f"/orders/{order['order_id']}")

    await page.locator("#more").click()
    await page.locator("main").get_by_role("link", name=says["Messages"]).click()
    await expect(page.locator("main h1")).to_have_text(f"{says['Messages of order']} {order['number']}")
    rows = page.locator("#list tbody tr")
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text(says["Sent"])
    await expect(page.locator("#list")).not_to_contain_text(other["number"])

    await rows.get_by_role("link", name=f"{says['confirmation']} {order['number']}").click()
    await expect(page.locator("main h1")).to_contain_text(says["Sent"])
    await expect(page.locator("#attempts")).to_have_text("1")
    await expect(page.locator("main .facts")).to_contain_text("zoe@example.org")
    await expect(page.frame_locator("iframe.mail").locator("body")).to_contain_text(says["hello"])
    assert (sent["state"], sent["attempts"]) == ("sent", 1)

    await page.locator(".crumbs").get_by_role("link", name=order["number"]).click()
    await page.locator(".crumbs").get_by_role("link", name=f"{says['Order']} {order['number']}").click()
    await expect(page.locator("main h1")).to_contain_text(order["number"])


@in_one("fr")
async def test_a_message_that_failed_is_found_and_sent_again(shop: Shop, desk: Desk, language: str, says: Says) -> None:
    async with refusing(shop, "550 5.7.1 we take no mail today"):
        order = await place(shop, language=language)
        failed = await message_of(shop, order, "failed")
    page = await desk("sales", language)
    await page.goto("/messages?state=failed")
    await page.get_by_label(says["Order number or e-mail address"]).fill(order["number"])
    rows = page.locator("#list tbody tr")
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text(says["Failed"])
    await rows.get_by_role("link", name=says["confirmation"]).click()
    await expect(page.locator("#delivery")).to_contain_text("we take no mail today")

    await page.get_by_role("link", name=says["Send again"]).click()
    await page.get_by_role("dialog").get_by_role("button", name=says["Send this message again"]).click()
    await expect(page.get_by_text(says["The message waits to be sent again."])).to_be_visible()
    await expect(page.locator("main h1")).to_contain_text(says["Sent"])
    assert (await message_of(shop, order, "sent"))["message_id"] == failed["message_id"]
    assert f"<{failed['message_id']}@shop.example>" in {mail["message_id"] for mail in await shop.mails()}


async def test_new_messages_appear_in_an_open_list(shop: Shop, desk: Desk) -> None:
    page = await desk("sales", "en")
    async with page.expect_response("**/live"):
        await page.goto("/messages")
    order = await place(shop, language="en")
    row = page.locator("#list tbody tr").filter(has_text=f"We have received your order {order['number']}")
    await expect(row).to_contain_text("Sent")


async def test_a_script_in_the_name_of_a_customer_is_text_wherever_the_message_is_shown(shop: Shop, desk: Desk) -> None:
    order = await place(shop, customer=order_body()["customer"] | {"name": MARKUP})
    sent = await message_of(shop, order, "sent")
    page = await desk("sales", "en")
    for address in (f"/messages?order_id={order['order_id']}", f"/messages/{sent['message_id']}"):
        await page.goto(address)
        await expect(page.locator("main")).to_contain_text(MARKUP)
        assert await page.evaluate("document.body.dataset.ran") is None
    inside = page.frame_locator("iframe.mail").locator("body")
    await expect(inside).to_contain_text(MARKUP)
    await expect(inside).not_to_have_attribute("data-ran", "1")
    await expect(inside.locator("img, script")).to_have_count(0)


async def test_in_a_hostile_mail_nothing_runs_and_nothing_is_fetched(shop: Shop, chromium: Browser) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "mallory@example.org", "zoe@example.org", f"Free lamps {MARKUP}"
    mail.set_content("Free lamps")
    mail.add_alternative(
        f"<p>Free lamps</p>{MARKUP}<img src='http://tracker.example/zoe.png'>"
        "<link rel=stylesheet href='http://tracker.example/zoe.css'>"
        "<meta http-equiv=refresh content='0;url=http://tracker.example/'>"
        "<form action='/sign-out' method=post><button>Click</button></form><a href='/orders' target=_top>Orders</a>",
        subtype="html",
    )
    mail.add_attachment(MARKUP.encode(), maintype="text", subtype="html", filename="lamps.html")
    await aiosmtplib.send(mail, hostname=shop.settings.host, port=shop.settings.mailbox_smtp_port)
    page = await _any_page(shop, chromium)  # what a mail is kept from is written to the console
    asked: list[str] = []
    # What the browser keeps back itself does not come here.
    await page.route(re.compile("tracker.example|/sign-out"), lambda route: _note(route, asked))

    await page.goto("/mailbox?q=zoe@example.org")
    await page.get_by_role("link", name="Free lamps").first.click()
    await expect(page.locator("main h1")).to_contain_text(MARKUP)
    inside = page.frame_locator("iframe.mail").locator("body")
    await expect(inside.get_by_text("Free lamps")).to_be_visible()
    await inside.get_by_role("link", name="Orders").click()
    await inside.get_by_role("button", name="Click").click()
    await expect(inside).not_to_have_attribute("data-ran", "1")
    assert "/mailbox/" in page.url
    assert asked == []
    framed = await page.request.get(f"{page.url}/html")
    assert "sandbox;" in framed.headers["content-security-policy"]
    assert framed.headers["x-frame-options"] == "SAMEORIGIN"
    async with page.expect_download() as saving:
        await page.get_by_role("link", name="lamps.html").click()
    assert (await saving.value).suggested_filename == "lamps.html"
    saved = await page.request.get(f"{page.url}/attachments/0")
    assert saved.headers["content-type"] == "application/octet-stream"
    assert (saved.headers["content-disposition"][:10], saved.headers["x-content-type-options"]) == (
        "attachment",
        "nosniff",
    )
    assert (await page.request.get(f"{page.url}/attachments/1")).status == 404
    assert "frame-ancestors 'none'" in (await page.request.get(page.url)).headers["content-security-policy"]
    await page.context.close()


async def _any_page(shop: Shop, chromium: Browser) -> Page:
    context = await chromium.new_context(viewport=WIDE, base_url=shop.settings.url("backoffice"))
    page = await context.new_page()
    await sign_in(page, "sales-en@shop.example")
    return page


async def _note(route: Route, asked: list[str]) -> None:
    asked.append(route.request.url)
    await route.abort()
