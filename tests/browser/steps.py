"""A sight of the back office, and the steps by which somebody gets to it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

from playwright.async_api import Page, expect
from pyotp import TOTP

from tests.browser.conftest import fill_in_sign_in
from tests.browser.done import Found
from tests.browser.prepared import GUARDED, TOTP_SECRET
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


async def somebody_edits(page: Page, shop: Shop, found: Found) -> None:
    """Somebody else has the order open."""
    path = f"{shop.settings.url('orders')}/orders/{found['paid']}/open-edit"
    assert (await shop.http.put(path, json={"take_over": True})).is_success
    await page.reload()


async def writes_another_note(page: Page, shop: Shop, found: Found) -> None:
    """While somebody else saves theirs."""
    await page.locator("#note textarea").fill("Ne pas livrer avant lundi.")
    path = f"{shop.settings.url('orders')}/orders/{found['completed']}/note"
    version = (await shop.get("orders", f"/orders/{found['completed']}"))["note"]["version"]
    text = f"Le portail est réparé ; le code a changé {version} fois."
    assert (await shop.http.put(path, json={"text": text}, headers={"If-Match": f'"{version}"'})).is_success
    await page.locator("#note button").click()


async def saves_a_note(page: Page, shop: Shop, found: Found) -> None:
    """The page says what was done."""
    await page.locator("#note textarea").press("End")
    await page.locator("#note textarea").press_sequentially(".")
    await page.locator("#note button").click()
    await expect(page.locator("#notice .toast")).to_be_visible()


async def changes_settings_meanwhile(page: Page, shop: Shop, found: Found) -> None:
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


async def cancels(page: Page, shop: Shop, found: Found) -> None:
    """What another language's visit has cancelled is so already."""
    if await page.locator("#cancel-order").count():
        await page.locator("#cancel-order").click()
        await page.get_by_role("dialog").locator("button[type=submit]").click()
    await expect(page.locator("#cancellation li.good")).to_have_count(2)


async def chooses(page: Page, shop: Shop, found: Found) -> None:
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


async def signs_in_halfway(page: Page, shop: Shop, found: Found) -> None:
    language = await page.locator("html").get_attribute("lang")
    await fill_in_sign_in(page, f"{GUARDED}-{language}@shop.example")
    await expect(page.locator("[name=code]")).to_be_visible()


submits = "dialog button[type=submit]"
refused = clicks(submits, shows="dialog [role=alert]")
MORE = clicks("#more", shows=".more ul")
OF_PAYMENT = clicks("#payment-menu", shows="#payment .card-menu ul")
OF_SHIPMENT = clicks("#shipping .card-menu summary", shows="#shipping .card-menu ul")
