"""Signing in and out, as it is seen."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect
from pyotp import TOTP

from deploy.databases import service_url
from deploy.local import keys
from services.backoffice.accounts import store
from services.backoffice.accounts.second_factor import encrypt
from services.backoffice.accounts.session_store import insert_attempt
from shared.clock import now
from shared.transaction import Database
from tests.browser.conftest import PASSWORD
from tests.browser.people import account, hire
from tests.support.languages import said
from tests.support.shop import Shop

Stranger = Callable[..., Awaitable[Page]]


@pytest.fixture
async def stranger(shop: Shop, chromium: Browser) -> AsyncIterator[Stranger]:
    """A browser in which nobody is signed in."""
    async with AsyncExitStack() as stack:

        async def come(language: str, **context: Any) -> Page:
            opened = await chromium.new_context(
                base_url=shop.settings.url("backoffice"),
                locale=language,
                viewport={"width": 1024, "height": 768},
                **context,
            )
            stack.push_async_callback(opened.close)
            return await opened.new_page()

        yield come


async def fill_in(page: Page, language: str, email: str, password: str) -> None:
    await page.get_by_label(said("E-mail address", language)).fill(email)
    await page.get_by_label(said("Password", language)).fill(password)
    await page.get_by_role("button", name=said("Sign in", language)).click()


@pytest.mark.parametrize("language", ["en"])
async def test_a_wrong_password_is_told_the_right_one_leads_on_and_signing_out_ends_it(
    stranger: Stranger, language: str
) -> None:
    page = await stranger(language)
    await page.goto("/account")
    email = f"sales-{language}@shop.example"
    await fill_in(page, language, email, "wrong")
    await expect(page.get_by_role("alert")).to_have_text(
        said("This e-mail address and password do not match.", language)
    )
    await expect(page.get_by_label(said("E-mail address", language))).to_have_value(email)
    await expect(page.get_by_label(said("Password", language))).to_be_focused()

    await fill_in(page, language, email, PASSWORD)
    await expect(page).to_have_url("/account")
    await expect(page.get_by_role("heading", level=1)).to_have_text(said("My settings", language))

    await page.locator("details.account summary").click()
    await page.get_by_role("button", name=said("Sign out", language), exact=True).click()
    await expect(page).to_have_url("/sign-in")
    await page.go_back()
    await expect(page.get_by_role("heading", level=1)).to_have_text(said("Sign in", language))


@pytest.mark.parametrize("language", ["fr"])
async def test_the_language_chosen_there_stays_until_one_is_in(stranger: Stranger, language: str) -> None:
    other = {"en": "fr", "fr": "en"}[language]
    page = await stranger(other)
    await page.goto("/orders?q=lamp")
    await expect(page.get_by_role("heading", level=1)).to_have_text(said("Sign in", other))
    await page.get_by_role("link", name={"en": "English", "fr": "Français"}[language]).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(said("Sign in", language))
    await fill_in(page, language, "nobody@shop.example", "wrong")
    await expect(page.get_by_role("alert")).to_have_text(
        said("This e-mail address and password do not match.", language)
    )
    await fill_in(page, language, f"manager-{language}@shop.example", PASSWORD)
    await expect(page).to_have_url("/orders?q=lamp")


@pytest.mark.parametrize("language", ["en"])
async def test_the_app_gives_a_code_that_is_asked_for_after_the_password(
    shop: Shop, stranger: Stranger, language: str
) -> None:
    email = await hire(shop, "carla", language)
    app = await with_app(shop, email)
    page = await stranger(language)
    await page.goto("/account")
    await fill_in(page, language, email, PASSWORD)
    await expect(page.get_by_role("heading", level=1)).to_have_text(said("Your code", language))
    field = page.get_by_label(said("The six digits of your authenticator app, or a recovery code", language))
    await expect(field).to_be_focused()
    await field.fill("000000")
    await page.get_by_role("button", name=said("Continue", language)).click()
    await expect(page.get_by_role("alert")).to_have_text(said("This code is not right, or was used before.", language))
    await page.goto("/account")
    await expect(page).to_have_url("/sign-in?next=%2Faccount")  # half a sign-in opens nothing
    await fill_in(page, language, email, PASSWORD)
    await field.fill(app.now())
    await page.get_by_role("button", name=said("Continue", language)).click()
    await expect(page).to_have_url("/account")


async def test_a_page_whose_session_ends_elsewhere_goes_to_the_sign_in(shop: Shop, stranger: Stranger) -> None:
    """At the latest with the next thing that is done on it."""
    email = await hire(shop, "dora")
    pages = []
    for _ in range(2):
        page = await stranger("en")
        await page.goto("/account")
        await fill_in(page, "en", email, PASSWORD)
        await expect(page).to_have_url("/account")
        pages.append(page)
    here, elsewhere = pages
    await here.reload()
    await here.get_by_role("button", name="Sign out everywhere else").click()
    await expect(here.locator("#sessions li")).to_have_count(1)
    await elsewhere.get_by_role("link", name="Change the password").click()
    await expect(elsewhere).to_have_url("/sign-in?next=%2Faccount")


async def with_app(shop: Shop, email: str) -> TOTP:
    """Their authenticator app."""
    secret, staff = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", await account(shop, email)
    database = await Database.connect(service_url(shop.settings, "backoffice"), connections=1)
    async with database.transaction() as tx:
        await store.update_totp(tx, staff.staff_id, encrypt(secret, shop_secret(shop)), now())
    await database.close()
    return TOTP(secret)


async def attempted(shop: Shop, email: str, *, times: int) -> None:
    """From elsewhere, so that the other tests are not blocked with it."""
    database = await Database.connect(service_url(shop.settings, "backoffice"), connections=1)
    async with database.transaction() as tx:
        for _ in range(times):
            await insert_attempt(tx, email, "198.51.100.1", now())
    await database.close()


def shop_secret(shop: Shop) -> str:
    return keys.password(shop.settings.state, "backoffice-secret")
