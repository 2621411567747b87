"""Signing in: who gets in, who does not, and what neither learns."""

import asyncio
import threading
from datetime import timedelta

import pytest

from services.backoffice import passwords, session_store
from services.backoffice.passwords import new_password
from services.backoffice.staff import Role
from services.backoffice.usecases.disable_staff import disable_staff
from services.backoffice.usecases.reset_password import reset_password
from tests.backoffice.conftest import Clock
from tests.backoffice.office import PASSWORD, Office, told

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
    assert (known.status_code, told(known)) == (401, WRONG)
    assert known.text.replace("zoe@", "eve@") == unknown.text
    assert "set-cookie" not in known.headers


async def test_somebody_unknown_costs_the_same_work(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.hire(email="zoe@shop.example")
    checked = []

    async def matches(password: str, password_hash: str | None) -> bool:
        checked.append(password_hash is not None)
        return await right(password, password_hash)

    right = passwords.matches
    monkeypatch.setattr("services.backoffice.usecases.sign_in.matches", matches)
    await office.browser().sign_in("zoe@shop.example", "wrong")
    await office.browser().sign_in("eve@shop.example", "wrong")
    assert checked == [True, False]
    assert passwords.is_password("wrong", None) is False


async def test_passwords_are_checked_beside_everything_else(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other requests go on all the while: the slow hash is made in a thread."""
    loop, threads = threading.get_ident(), []

    def is_password(password: str, password_hash: str | None) -> bool:
        threads.append(threading.get_ident())
        return True

    await office.hire(email="zoe@shop.example")
    monkeypatch.setattr(passwords, "is_password", is_password)
    assert (await office.browser().sign_in("zoe@shop.example")).status_code == 303
    assert threads != []
    assert loop not in threads


def test_a_stolen_hash_is_slow_to_try() -> None:
    """As RFC 9106 asks: argon2id, 64 MiB, three times over."""
    assert HASHER.hash("any").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


async def test_ten_wrong_passwords_block_an_account_for_the_right_one_too_until_the_block_ends(
    office: Office, clock: Clock
) -> None:
    await office.hire(email="zoe@shop.example")
    browser = office.browser()
    for _ in range(10):
        assert (await browser.sign_in("zoe@shop.example", "wrong")).status_code == 401
    blocked = await browser.sign_in("zoe@shop.example")
    assert (blocked.status_code, told(blocked)) == (429, WAIT)
    clock.pass_by(minutes=14)
    assert (await browser.sign_in("zoe@shop.example")).status_code == 429
    clock.pass_by(minutes=2)  # although somebody went on trying
    assert (await browser.sign_in("zoe@shop.example")).status_code == 303


async def test_somebody_unknown_is_blocked_all_the_same(office: Office) -> None:
    browser = office.browser()
    for _ in range(10):
        await browser.sign_in("eve@shop.example", "wrong")
    assert told(await browser.sign_in("eve@shop.example", "wrong")) == WAIT


async def test_many_attempts_at_once_gain_nothing(office: Office) -> None:
    await office.hire(email="zoe@shop.example")
    answers = await asyncio.gather(
        *(office.browser(address=f"203.0.113.{number}").sign_in("zoe@shop.example", "wrong") for number in range(40))
    )
    tried = [answer for answer in answers if answer.status_code == 401]
    assert len(tried) <= 10
    assert {answer.status_code for answer in answers} == {401, 429}


async def test_one_address_may_not_try_many_accounts(office: Office) -> None:
    await office.hire(email="zoe@shop.example")
    for number in range(30):
        await office.browser().sign_in(f"person{number}@shop.example", "wrong")
    assert (await office.browser().sign_in("zoe@shop.example")).status_code == 429
    assert (await office.browser(address="198.51.100.1").sign_in("zoe@shop.example")).status_code == 303


async def test_all_addresses_of_one_customer_of_a_provider_count_as_one(office: Office) -> None:
    for number in range(30):
        await office.browser(address=f"2001:db8:1:2::{number:x}").sign_in(f"person{number}@shop.example", "wrong")
    same = await office.browser(address="2001:db8:1:2:ffff::1").sign_in("eve@shop.example", "wrong")
    other = await office.browser(address="2001:db8:1:3::1").sign_in("eve@shop.example", "wrong")
    assert (same.status_code, other.status_code) == (429, 401)


async def test_who_gets_in_starts_counting_anew(office: Office) -> None:
    await office.hire(email="zoe@shop.example")
    for _ in range(2):
        for _ in range(9):
            await office.browser(address="198.51.100.1").sign_in("zoe@shop.example", "wrong")
        assert (await office.browser().sign_in("zoe@shop.example")).status_code == 303


async def test_a_password_longer_than_any_is_refused_without_work(office: Office) -> None:
    await office.hire(email="zoe@shop.example")
    assert (await office.browser().sign_in("zoe@shop.example", "x" * 100_000)).status_code == 401


@pytest.mark.parametrize("email", ["", "zoe\x00@shop.example", "zoe@shop.example\r\nX: 1", "x" * 5000, "\ud83d\ude00"])
async def test_an_address_that_is_none_is_only_wrong(office: Office, email: str) -> None:
    answer = await office.browser().sign_in(email.encode("utf-8", "replace").decode(), "wrong")
    assert (answer.status_code, told(answer)) == (401, WRONG)


async def test_a_letter_with_an_accent_is_the_same_from_every_keyboard() -> None:
    one, two = "caf\u00e9 au lait, cr\u00e8me", "cafe\u0301 au lait, cre\u0300me"
    assert passwords.is_password(two, passwords.hash_password(one, of="zoe@shop.example"))


async def test_who_is_disabled_does_not_get_in_and_is_told_what_all_are_told(office: Office) -> None:
    staff = await office.hire(email="zoe@shop.example")
    async with office.transaction() as tx:
        await disable_staff(tx, staff.staff_id)
    assert told(await office.browser().sign_in("zoe@shop.example")) == WRONG


async def test_a_password_that_is_reset_while_it_is_used_gets_nobody_in(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = await office.hire(email="zoe@shop.example")

    async def slow_matches(password: str, password_hash: str | None) -> bool:
        async with office.transaction() as tx:
            await reset_password(tx, staff.staff_id, new_password(), second_factor=False)
        return await passwords.matches(password, password_hash)

    monkeypatch.setattr("services.backoffice.usecases.sign_in.matches", slow_matches)
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


async def test_a_session_is_another_at_each_sign_in_and_the_old_one_is_over(office: Office) -> None:
    await office.hire(email="zoe@shop.example")
    browser, thief = office.browser(), office.browser()
    await browser.sign_in("zoe@shop.example")
    first = browser.token
    thief.http.cookies.set("backshop_session", first, domain="127.0.0.1")
    assert await thief.is_signed_in()
    await browser.sign_in("zoe@shop.example")
    assert browser.token != first
    assert not await thief.is_signed_in()


async def test_a_session_that_somebody_else_has_chosen_is_never_signed_in(office: Office) -> None:
    await office.hire(email="zoe@shop.example")
    browser, thief = office.browser(), office.browser()
    for one in (browser, thief):
        one.http.cookies.set("backshop_session", "chosen-by-the-thief", domain="127.0.0.1")
    await browser.sign_in("zoe@shop.example")
    assert browser.token != "chosen-by-the-thief"
    assert not await thief.is_signed_in()


async def test_signing_out_ends_the_session_wherever_its_cookie_is(office: Office) -> None:
    desk = await office.desk()
    token = desk.token
    answer = await desk.send("/sign-out")
    assert (answer.headers["location"], desk.token) == ("/sign-in", None)
    desk.http.cookies.set("backshop_session", token, domain="127.0.0.1")
    assert not await desk.is_signed_in()


async def test_a_session_ends_twelve_hours_after_somebody_was_there(office: Office, clock: Clock) -> None:
    desk = await office.desk()
    clock.pass_by(hours=11)
    assert await desk.is_signed_in()
    clock.pass_by(hours=11)
    assert await desk.is_signed_in()
    clock.pass_by(hours=12, minutes=1)
    assert not await desk.is_signed_in()


async def test_a_session_ends_after_a_week_however_busy(office: Office, clock: Clock) -> None:
    desk = await office.desk()
    for _ in range(16):
        clock.pass_by(hours=10)
        assert await desk.is_signed_in()
    clock.pass_by(hours=9)
    assert not await desk.is_signed_in()


async def test_a_page_that_reads_itself_again_keeps_no_session_alive(office: Office, clock: Clock) -> None:
    desk = await office.desk()
    for _ in range(3):
        clock.pass_by(hours=3, minutes=59)
        assert (await desk.get("/account", headers={"HX-Request": "true", "HX-Trigger": "page"})).status_code == 200
    clock.pass_by(minutes=4)
    left = await desk.get("/account", headers={"HX-Request": "true", "HX-Trigger": "page"})
    assert (left.status_code, left.headers["hx-redirect"]) == (204, "/sign-in?next=%2Faccount")


async def test_when_somebody_was_there_is_known_to_the_minute(office: Office, clock: Clock) -> None:
    desk = await office.desk()
    clock.pass_by(seconds=30)
    await desk.get("/account")
    assert (await office.staff(desk.staff.staff_id)).last_seen_at is None
    clock.pass_by(minutes=5)
    await desk.get("/account")
    assert (await office.staff(desk.staff.staff_id)).last_seen_at == clock.at


async def test_old_sessions_and_attempts_are_forgotten(office: Office, clock: Clock) -> None:
    await office.desk()
    await office.browser().sign_in("eve@shop.example", "wrong")
    clock.pass_by(days=8)
    async with office.transaction() as tx:
        week = timedelta(days=7)
        await session_store.delete_old_sessions(tx, created_before=clock.at - week, seen_before=clock.at - week)
        await session_store.delete_old_attempts(tx, clock.at - week)
    assert (await office.count("sessions"), await office.count("failed_sign_ins")) == (0, 0)


def test_what_is_easy_to_guess_is_no_password() -> None:
    for weak in (
        "short",
        "x" * 201,
        "aaaaaaaaaaaa",
        "abababababab",
        "123456789012",
        "abcdefghijklm",
        "Password2026!",
        "motdepasse123",
        "zoe.martin1984!",
        "zoe.martin@shop.example",
        "198412251225",
    ):
        with pytest.raises(passwords.WeakPassword):
            passwords.hash_password(weak, of="zoe.martin@shop.example")
    assert passwords.is_password(PASSWORD, passwords.hash_password(PASSWORD, of="zoe.martin@shop.example"))
