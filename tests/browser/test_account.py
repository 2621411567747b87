"""My settings, as they are seen and used."""

import pytest
from playwright.async_api import Page, expect
from pyotp import TOTP

from tests.browser.conftest import PASSWORD, Desk
from tests.browser.people import account, hire
from tests.support.languages import said
from tests.support.shop import Shop

NEW = "battery staple horse"


async def button(page: Page, english: str, language: str) -> None:
    """In the dialog where one is open."""
    place = page.get_by_role("dialog") if await page.get_by_role("dialog").count() else page.locator("#page")
    await place.get_by_role("button", name=said(english, language), exact=True).click()


async def give_password(page: Page, language: str, password: str = PASSWORD) -> None:
    await page.get_by_role("dialog").get_by_label(said("Present password", language)).fill(password)


@pytest.mark.parametrize("language", ["fr"])
async def test_name_language_and_look_are_chosen(shop: Shop, desk: Desk, language: str) -> None:
    other = {"en": "fr", "fr": "en"}[language]
    email = await hire(shop, "nora", language)
    page = await desk("nora", language)
    await page.goto("/account")
    await page.get_by_label(said("Name", language), exact=True).fill("Nora O'Brien")
    await page.locator("[name=language]").select_option(other)
    await page.get_by_label(said("Look", language)).select_option("dark")
    await button(page, "Save", language)
    await expect(page.locator("#notice")).to_have_text(said("Your settings are saved.", other))
    await expect(page.get_by_role("heading", level=1)).to_have_text(said("My settings", other))
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(page.locator("details.account .who")).to_have_text("Nora O'Brien")
    nora = await account(shop, email)
    assert (nora.name, nora.language, nora.theme) == ("Nora O'Brien", other, "dark")


@pytest.mark.parametrize("language", ["en"])
async def test_the_password_is_changed_by_who_knows_it(shop: Shop, desk: Desk, language: str) -> None:
    email = await hire(shop, "petra", language)
    page = await desk("petra", language)
    before = (await account(shop, email)).version
    await page.goto("/account")
    await page.get_by_role("link", name=said("Change the password", language)).click()
    content = page.locator("#dialog-content")
    for present in ("wrong", PASSWORD):
        await content.get_by_label(said("Present password", language)).fill(present)
        await content.get_by_label(said("New password", language), exact=True).fill(NEW)
        await content.get_by_label(said("New password again", language)).fill(NEW)
        await content.get_by_role("button", name=said("Change the password", language)).click()
        if present == "wrong":
            told = said("This is not your present password.", language)
            await expect(content.get_by_role("alert")).to_have_text(told)
    await expect(page.locator("#notice .toast")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text(said("My settings", language))
    assert (await account(shop, email)).version == before + 1


@pytest.mark.parametrize("language", ["fr"])
async def test_a_second_factor_is_set_up_confirmed_and_switched_off(shop: Shop, desk: Desk, language: str) -> None:
    email = await hire(shop, "vera", language)
    page = await desk("vera", language)
    await page.goto("/account")
    await page.get_by_role("link", name=said("Set up", language)).click()
    await give_password(page, language)
    await button(page, "Continue", language)

    await expect(page.locator("img.qr-code")).to_be_visible()
    assert await page.locator("img.qr-code").evaluate("(image) => image.decode().then(() => image.naturalWidth > 100)")
    secret = (await page.locator("#secret").inner_text()).replace(" ", "")
    assert not (await account(shop, email)).has_second_factor
    await page.get_by_label(said("The six digits it shows now", language)).fill(TOTP(secret).now())
    await button(page, "Switch on", language)

    await expect(page.get_by_role("heading", level=1)).to_have_text(said("Recovery codes", language))
    await expect(page.locator(".recovery-codes li")).to_have_count(10)
    assert (await account(shop, email)).has_second_factor
    await page.reload()  # they are shown once
    await expect(page.locator(".recovery-codes")).to_have_count(0)
    await expect(page.locator("#second-factor .badge")).to_have_text(said("On", language))

    await page.locator("#second-factor").get_by_role("link", name=said("Switch off", language)).click()
    await give_password(page, language)
    await button(page, "Switch off", language)
    await expect(page.locator("#notice")).to_have_text(said("The second factor is off.", language))
    assert not (await account(shop, email)).has_second_factor


@pytest.mark.parametrize("language", ["en"])
async def test_a_session_elsewhere_is_seen_and_ended(shop: Shop, desk: Desk, language: str) -> None:
    email = await hire(shop, "sonia", language)
    elsewhere = await desk("sonia", language)
    here = await desk("sonia", language)  # comes with the cookie of the first
    await here.context.clear_cookies()
    await here.goto("/account")
    await here.locator("[name=email]").fill(email)
    await here.locator("[name=password]").fill(PASSWORD)
    await here.locator("button[type=submit]").click()

    listed = here.locator("#sessions li")
    await expect(listed).to_have_count(2)
    await expect(listed.first).to_contain_text(said("this one", language))
    await expect(listed.last).to_contain_text(said("Chrome on Linux", language))
    await expect(listed.last).to_contain_text("127.0.0.1")
    await listed.last.get_by_role("button", name=said("End", language)).click()
    await expect(here.locator("#notice")).to_have_text(said("The session is ended.", language))
    await expect(listed).to_have_count(1)
    await expect(elsewhere).to_have_url("/sign-in?next=%2F")


async def test_recovery_codes_are_printed_without_what_stands_around_them(shop: Shop, desk: Desk) -> None:
    await hire(shop, "prisca")
    page = await desk("prisca")
    await page.goto("/account")
    await page.get_by_role("link", name="Set up").click()
    await give_password(page, "en")
    await button(page, "Continue", "en")
    secret = (await page.locator("#secret").inner_text()).replace(" ", "")
    await page.get_by_label("The six digits it shows now").fill(TOTP(secret).now())
    await button(page, "Switch on", "en")
    await expect(page.locator(".recovery-codes li")).to_have_count(10)
    await page.evaluate("window.print = () => { window.printed = true }")
    await button(page, "Print", "en")
    assert await page.evaluate("window.printed")
    await page.emulate_media(media="print")
    await expect(page.locator("header.menu")).to_be_hidden()
    await expect(page.get_by_role("button", name="Print")).to_be_hidden()
    await expect(page.locator(".recovery-codes li").last).to_be_visible()
    await page.emulate_media(media="screen")
    await page.get_by_role("button", name=said("I have kept them", "en")).click()
    await expect(page).to_have_url("/account")
