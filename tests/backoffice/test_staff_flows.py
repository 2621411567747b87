"""Staff, as an owner sees and changes them, in both languages and without scripts."""

from services.backoffice.accounts.model import Role
from tests.backoffice.conftest import Seat
from tests.backoffice.elements import Element
from tests.backoffice.office import Office
from tests.backoffice.pages import Page, sign_in
from tests.support.languages import Says, in_one


def row(page: Page, email: str) -> Element:
    (found,) = [one for one in page.all("tr") if email in one.text]
    return found


@in_one("fr")
async def test_an_owner_adds_somebody_whose_address_is_taken_at_first(
    office: Office, seat: Seat, language: str, says: Says
) -> None:
    page, email = await seat("owner", language), "marie@shop.example"
    await page.goto("/account")
    await page.follow(says["Staff"], within="nav")
    await page.follow(says["Add somebody"])
    page.fill(says["E-mail address"], f"owner-{language}@shop.example")
    page.fill(says["Name"], "Marie Curie")
    page.fill(says["Role"], "accounting")
    password = page.value(says["First password"])
    await page.press(says["Create the account"])
    assert page.alert == says["There is an account with this e-mail address already."]
    page.fill(says["E-mail address"], email)
    await page.press(says["Create the account"])
    assert says["Accounting"] in row(page, email).text

    marie = await sign_in(Page(office.browser()), email, password)
    assert marie.text("details.account .who") == "Marie Curie"
    assert (await office.count("staff WHERE role = 'accounting'")) == 1


@in_one("en")
async def test_another_role_counts_with_the_next_page_of_who_got_it(
    office: Office, seat: Seat, language: str, says: Says
) -> None:
    rosa, owner = await seat("sales", language), await seat("owner", language)
    email = f"sales-{language}@shop.example"
    await owner.goto("/staff")
    await owner.open(row(owner, email), says["Change"])
    owner.fill(says["Role"], says["Manager"])
    await owner.press(says["Save"])
    assert says["Manager"] in row(owner, email).text
    assert (await office.count(f"staff WHERE email = '{email}' AND role = '{Role.MANAGER}'")) == 1
    await rosa.goto("/account")
    assert says["Manager"] in rosa.text("#role")
    assert rosa.links(says["Staff"]) == []
    await rosa.goto("/staff")
    assert rosa.alert == says["Your role does not allow this."]


@in_one("fr")
async def test_who_is_disabled_is_out_at_once_and_may_come_back(
    office: Office, seat: Seat, language: str, says: Says
) -> None:
    gustav, owner = await seat("sales", language), await seat("owner", language)
    email = f"sales-{language}@shop.example"
    await owner.goto("/staff")
    await owner.open(row(owner, email), says["Disable"])
    await owner.press(says["Disable"])
    assert says["Disabled"] in row(owner, email).text
    await gustav.goto("/account")
    assert gustav.path == "/sign-in?next=%2Faccount"
    await owner.press(says["Enable"], within="tr")
    assert row(owner, email).with_role("link", says["Disable"], exact=True)
    await sign_in(gustav, email)


@in_one("en")
async def test_a_forgotten_password_is_set_anew(office: Office, seat: Seat, language: str, says: Says) -> None:
    olga, owner = await seat("sales", language), await seat("owner", language)
    email = f"sales-{language}@shop.example"
    await owner.goto("/staff")
    await owner.open(row(owner, email), says["New password"])
    password = owner.value(says["New password"])
    assert len(password) == 20
    await owner.press(says["Set the password"])
    await olga.goto("/account")
    assert olga.path == "/sign-in?next=%2Faccount"
    await sign_in(olga, email, password)


async def test_without_scripts_an_account_is_changed_all_the_same(office: Office, seat: Seat) -> None:
    await seat("sales")
    page = await (await seat("owner")).goto("/staff")
    await page.open(row(page, "sales-en@shop.example"), "Change")
    page.fill("Name", "Wanda Wood")
    await page.press("Save")
    assert "Wanda Wood" in row(page, "sales-en@shop.example").text
