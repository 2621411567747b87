"""Staff, as an owner sees and changes them."""

import pytest
from playwright.async_api import Locator, Page, expect

from services.backoffice.accounts.model import Role
from tests.browser.conftest import PASSWORD, Desk, sign_in
from tests.browser.people import account, hire
from tests.support.languages import said
from tests.support.shop import Shop


def row(page: Page, email: str) -> Locator:
    return page.get_by_role("row").filter(has_text=email)


async def opens(page: Page, link: Locator) -> Locator:
    """The dialog of a link."""
    await link.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    return page.get_by_role("dialog")


@pytest.mark.parametrize("language", ["fr"])
async def test_an_owner_adds_somebody_whose_address_is_taken_at_first(shop: Shop, desk: Desk, language: str) -> None:
    page = await desk("owner", language)
    email = f"marie-{language}@shop.example"
    await page.goto("/")
    await page.get_by_role("navigation").get_by_role("link", name=said("Staff", language)).click()
    dialog = await opens(page, page.get_by_role("link", name=said("Add somebody", language)))
    await dialog.get_by_label(said("E-mail address", language)).fill(f"owner-{language}@shop.example")
    await dialog.get_by_label(said("Name", language), exact=True).fill("Marie Curie")
    await dialog.get_by_label(said("Role", language)).select_option("accounting")
    password = await dialog.get_by_label(said("First password", language)).input_value()
    await dialog.get_by_role("button", name=said("Create the account", language)).click()
    await expect(dialog.get_by_role("alert")).to_have_text(
        said("There is an account with this e-mail address already.", language)
    )
    await dialog.get_by_label(said("E-mail address", language)).fill(email)
    await dialog.get_by_role("button", name=said("Create the account", language)).click()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(row(page, email)).to_contain_text(said("Accounting", language))
    assert (await account(shop, email)).role is Role.ACCOUNTING

    marie = await desk("sales", language)
    await marie.goto("about:blank")  # a page whose session has ended goes to the sign-in by itself
    await marie.context.clear_cookies()
    await sign_in(marie, email, password)
    await expect(marie.locator("details.account .who")).to_have_text("Marie Curie")


@pytest.mark.parametrize("language", ["en"])
async def test_another_role_counts_with_the_next_page_of_who_got_it(shop: Shop, desk: Desk, language: str) -> None:
    email = await hire(shop, "rosa", language)
    rosa, owner = await desk("rosa", language), await desk("owner", language)
    await owner.goto("/staff")
    dialog = await opens(owner, row(owner, email).get_by_role("link", name=said("Change", language)))
    await dialog.get_by_label(said("Role", language)).select_option(label=said("Manager", language))
    await dialog.get_by_role("button", name=said("Save", language)).click()
    await expect(row(owner, email)).to_contain_text(said("Manager", language))
    assert (await account(shop, email)).role is Role.MANAGER
    await rosa.goto("/account")
    await expect(rosa.locator("#role")).to_contain_text(said("Manager", language))
    await expect(rosa.get_by_role("link", name=said("Staff", language))).to_have_count(0)
    await rosa.goto("/staff")
    await expect(rosa.get_by_role("alert")).to_have_text(said("Your role does not allow this.", language))


@pytest.mark.parametrize("language", ["fr"])
async def test_who_is_disabled_is_out_at_once_and_may_come_back(shop: Shop, desk: Desk, language: str) -> None:
    email = await hire(shop, "gustav", language)
    gustav, owner = await desk("gustav", language), await desk("owner", language)
    await owner.goto("/staff")
    dialog = await opens(owner, row(owner, email).get_by_role("link", name=said("Disable", language)))
    await dialog.get_by_role("button", name=said("Disable", language)).click()
    await expect(row(owner, email).get_by_role("button", name=said("Enable", language))).to_be_visible()
    await expect(row(owner, email)).to_contain_text(said("Disabled", language))
    await gustav.goto("about:blank")
    await gustav.goto("/account")
    await expect(gustav).to_have_url("/sign-in?next=%2Faccount")
    await row(owner, email).get_by_role("button", name=said("Enable", language)).click()
    await expect(row(owner, email).get_by_role("link", name=said("Disable", language))).to_be_visible()
    await sign_in(gustav, email, PASSWORD)


@pytest.mark.parametrize("language", ["en"])
async def test_a_forgotten_password_is_set_anew(shop: Shop, desk: Desk, language: str) -> None:
    email = await hire(shop, "olga", language)
    olga, owner = await desk("olga", language), await desk("owner", language)
    await owner.goto("/staff")
    dialog = await opens(owner, row(owner, email).get_by_role("link", name=said("New password", language)))
    password = await dialog.get_by_label(said("New password", language)).input_value()
    assert len(password) == 20
    await dialog.get_by_role("button", name=said("Set the password", language)).click()
    await expect(owner.get_by_role("dialog")).to_be_hidden()
    await olga.goto("about:blank")
    await olga.goto("/account")
    await expect(olga).to_have_url("/sign-in?next=%2Faccount")
    await sign_in(olga, email, password)
