"""Signing in and out, as it is seen in both languages."""

import pytest

from services.backoffice.accounts.session_store import insert_attempt
from shared.clock import now
from tests.backoffice.office import PASSWORD, Office
from tests.backoffice.pages import Page, sign_in
from tests.support.clock import Clock
from tests.support.languages import WORDS, Says, in_both, in_one


def stranger(office: Office, language: str) -> Page:
    """A browser of this language in which nobody is signed in."""
    browser = office.browser()
    browser.http.headers["Accept-Language"] = language
    return Page(browser)


async def fill_in(page: Page, says: Says, email: str, password: str) -> None:
    page.fill(says["E-mail address"], email)
    page.fill(says["Password"], password)
    await page.press(says["Sign in"])


@in_one("en")
async def test_a_wrong_password_is_told_the_right_one_leads_on_and_signing_out_ends_it(
    office: Office, language: str, says: Says
) -> None:
    email = (await office.hire(language=language)).email
    page = await stranger(office, language).goto("/account")
    await fill_in(page, says, email, "wrong")
    assert page.alert == says["This e-mail address and password do not match."]
    assert page.value(says["E-mail address"]) == email
    assert "autofocus" in page.field(says["Password"]).attributes

    await fill_in(page, says, email, PASSWORD)
    assert page.path == "/account"
    assert page.heading == says["My settings"]

    await page.press(says["Sign out"], within="details.account")
    assert page.path == "/sign-in"
    await page.goto("/account")
    assert page.heading == says["Sign in"]


@in_both()
async def test_the_language_chosen_there_stays_until_one_is_in(office: Office, language: str, says: Says) -> None:
    other = {"en": "fr", "fr": "en"}[language]
    email = (await office.hire(language=language)).email
    page = await stranger(office, other).goto("/orders?q=lamp")
    assert page.heading == WORDS[other]["Sign in"]
    await page.follow({"en": "English", "fr": "Français"}[language])
    assert page.heading == says["Sign in"]
    await fill_in(page, says, "nobody@shop.example", "wrong")
    assert page.alert == says["This e-mail address and password do not match."]
    await fill_in(page, says, email, PASSWORD)
    assert page.path == "/orders?q=lamp"


@in_one("fr")
async def test_the_app_gives_a_code_that_is_asked_for_after_the_password(
    office: Office, clock: Clock, language: str, says: Says
) -> None:
    staff = await office.hire(language=language)
    app, _ = await office.with_second_factor(staff)
    page = await stranger(office, language).goto("/account")
    await fill_in(page, says, staff.email, PASSWORD)
    assert page.heading == says["Your code"]
    label = says["The six digits of your authenticator app, or a recovery code"]
    assert "autofocus" in page.field(label).attributes
    page.fill(label, "000000")
    await page.press(says["Continue"])
    assert page.alert == says["This code is not right, or was used before."]
    await page.goto("/account")
    assert page.path == "/sign-in?next=%2Faccount"  # half a sign-in opens nothing
    await fill_in(page, says, staff.email, PASSWORD)
    page.fill(label, app.at(clock.at))
    await page.press(says["Continue"])
    assert page.path == "/account"


@in_one("en")
async def test_after_ten_wrong_passwords_the_right_one_has_to_wait(office: Office, language: str, says: Says) -> None:
    email = (await office.hire(language=language)).email
    async with office.transaction() as tx:
        for _ in range(10):
            await insert_attempt(tx, email, "198.51.100.1", now())
    page = await stranger(office, language).goto("/sign-in")
    await fill_in(page, says, email, PASSWORD)
    assert page.alert == says["Too many attempts. Wait a quarter of an hour and try again."]


@pytest.mark.parametrize("address", ["/account", "/orders"])
async def test_who_signs_in_comes_to_the_page_that_was_asked_for(office: Office, address: str) -> None:
    email = (await office.hire()).email
    page = await stranger(office, "en").goto(address)
    assert (await sign_in(page, email)).path == address
