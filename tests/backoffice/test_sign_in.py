"""Signing in: who gets in, who does not, and what neither learns."""

import pytest

from services.backoffice.accounts import passwords
from services.backoffice.accounts.model import Role
from services.backoffice.accounts.passwords import new_password
from services.backoffice.accounts.usecases.disable_staff import disable_staff
from services.backoffice.accounts.usecases.reset_password import reset_password
from tests.backoffice.office import Office, alert_of

WRONG = "This e-mail address and password do not match."
HASHER = passwords._hasher  # as it is before these tests make it quick
WAIT = "Too many attempts. Wait a quarter of an hour and try again."


async def test_the_right_password_leads_to_the_page_that_was_asked_for(office: Office) -> None:
    await office.hire(email="zoe@shop.example")
    browser = office.browser()
    asked = await browser.get("/account?a=1")
    assert asked.headers["location"] == "/sign-in?next=%2Faccount%3Fa%3D1"
    answer = await browser.sign_in("Zoe@Shop.example", next="/account?a=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?a=1")
    assert await browser.is_signed_in()


async def test_a_wrong_password_and_somebody_unknown_are_told_the_same(office: Office) -> None:
    await office.hire(email="zoe@shop.example")
    known = await office.browser().sign_in("zoe@shop.example", "wrong")
    unknown = await office.browser().sign_in("eve@shop.example", "wrong")
    assert (known.status_code, alert_of(known)) == (401, WRONG)
    assert known.text.replace("zoe@", "eve@") == unknown.text
    assert "set-cookie" not in known.headers


@pytest.mark.parametrize("email", ["", "zoe\x00@shop.example", "zoe@shop.example\r\nX: 1", "x" * 5000, "\ud83d\ude00"])
async def test_an_address_that_is_none_is_only_wrong(office: Office, email: str) -> None:
    answer = await office.browser().sign_in(email.encode("utf-8", "replace").decode(), "wrong")
    assert (answer.status_code, alert_of(answer)) == (401, WRONG)


async def test_a_letter_with_an_accent_is_the_same_from_every_keyboard() -> None:
    one, two = "caf\u00e9 au lait, cr\u00e8me", "cafe\u0301 au lait, cre\u0300me"
    assert passwords.is_password(two, passwords.hash_password(one, of="zoe@shop.example"))


async def test_who_is_disabled_does_not_get_in_and_is_told_what_all_are_told(office: Office) -> None:
    staff = await office.hire(email="zoe@shop.example")
    async with office.transaction() as tx:
        await disable_staff(tx, staff.staff_id)
    assert alert_of(await office.browser().sign_in("zoe@shop.example")) == WRONG


async def test_a_password_that_is_reset_while_it_is_used_gets_nobody_in(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = await office.hire(email="zoe@shop.example")

    async def slow_matches(password: str, password_hash: str | None) -> bool:
        async with office.transaction() as tx:
            await reset_password(tx, staff.staff_id, new_password(), second_factor=False)
        return await passwords.matches(password, password_hash)

    monkeypatch.setattr("services.backoffice.accounts.usecases.sign_in.matches", slow_matches)
    assert (await office.browser().sign_in("zoe@shop.example")).status_code == 401
    assert await office.count("sessions") == 0


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/orders\r\nLocation: https://evil.example",
        "",
    ],
)
async def test_nobody_is_sent_elsewhere_by_a_link_to_the_sign_in(office: Office, elsewhere: str) -> None:
    await office.hire(email="zoe@shop.example")
    browser = office.browser()
    page = await browser.get("/sign-in", params={"next": elsewhere})
    assert 'name="next" value="/"' in page.text
    answer = await browser.sign_in("zoe@shop.example", next=elsewhere)
    assert answer.headers["location"] == "/"


async def test_the_language_chosen_at_the_sign_in_stays(office: Office) -> None:
    browser = office.browser()
    page = await browser.get("/sign-in?language=fr&next=%2Forders")
    assert '<html lang="fr"' in page.text
    assert 'name="language" value="fr"' in page.text
    assert "/sign-in?next=%2Forders&amp;language=en" in page.text
    refused = await browser.sign_in("zoe@shop.example", "wrong", language="fr")
    assert '<html lang="fr"' in refused.text


async def test_the_sign_in_shows_nothing_of_the_shop(office: Office) -> None:
    page = await (await office.desk(Role.OWNER)).get("/sign-in")
    assert "owner@shop.example" not in page.text
    assert "<nav" not in page.text
    assert page.headers["cache-control"] == "no-store"
