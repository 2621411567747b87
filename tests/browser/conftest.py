"""A shop with its back office in a real browser; `desk` is somebody of a role who sits before it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from deploy.databases import service_url
from services.backoffice.accounts.model import NewStaff, Role
from services.backoffice.accounts.usecases.add_staff import add_staff
from shared.transaction import Database
from tests.support.chromium import ARGUMENTS, find_chromium
from tests.support.sale import open_shop
from tests.support.shop import Shop, running_shop

PASSWORD = "correct horse battery"
WIDE = {"width": 1440, "height": 900}

Desk = Callable[..., Awaitable[Page]]

expect.set_options(timeout=20_000)


@pytest.fixture(scope="package")
async def shop() -> AsyncIterator[Shop]:
    """One for all browser tests; it sells lamps and books, and each role has a member of staff in each language."""
    async with running_shop(backoffice=True) as shop:
        await asyncio.gather(open_shop(shop, stock=1000), _hire(shop))
        yield shop


async def _hire(shop: Shop) -> None:
    database = await Database.connect(service_url(shop.settings, "backoffice"), connections=2)
    async with database.transaction() as tx:
        for role in Role:
            for language in ("en", "fr"):
                name = f"{role.value.title()} {language.upper()}"
                email = f"{role}-{language}@shop.example"
                await add_staff(tx, NewStaff(email=email, name=name, role=role, language=language, password=PASSWORD))
    await database.close()


@pytest.fixture(scope="package")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=await find_chromium(), args=[*ARGUMENTS])
        yield browser
        await browser.close()


@pytest.fixture(scope="package")
def _signed_in() -> dict[str, Any]:
    """The cookies of who has signed in already, by e-mail address."""
    return {}


@pytest.fixture
async def desk(shop: Shop, chromium: Browser, _signed_in: dict[str, Any]) -> AsyncIterator[Desk]:
    """`page = await desk("sales", "fr")`: a browser of its own; what goes wrong in its console fails the test.

    More arguments are those of a browser context, such as `viewport` or `java_script_enabled`.
    """
    wrong: list[str] = []
    async with AsyncExitStack() as stack:

        async def sit_down(role: str = "owner", language: str = "en", **context: Any) -> Page:
            email = f"{role}-{language}@shop.example"
            settings = {"viewport": WIDE, "base_url": shop.settings.url("backoffice"), "locale": language} | context
            opened = await chromium.new_context(storage_state=_signed_in.get(email), **settings)
            stack.push_async_callback(opened.close)
            page = await opened.new_page()
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda said: wrong.append(said.text) if _is_wrong(said) else None)
            if email not in _signed_in:
                await sign_in(page, email)
                _signed_in[email] = await opened.storage_state()
            return page

        yield sit_down
    assert wrong == []


async def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    await fill_in_sign_in(page, email, password)
    await page.wait_for_url(lambda url: "/sign-in" not in url)


async def fill_in_sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    await page.goto("/sign-in")
    await page.locator("[name=email]").fill(email)
    await page.locator("[name=password]").fill(password)
    await page.locator("button[type=submit]").click()


def _is_wrong(said: Any) -> bool:
    """An answer that refuses is told on the page; Chromium notes it too."""
    return said.type == "error" and "the server responded with a status of" not in said.text
