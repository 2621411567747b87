"""The second factor: set up, asked for, recovered, switched off."""

import asyncio
import re
from datetime import datetime, timedelta

import pyotp
import pytest

from services.backoffice.accounts import store
from services.backoffice.accounts.model import Role, Staff
from services.backoffice.accounts.second_factor import encrypt, hash_recovery_code
from shared.clock import now
from tests.backoffice.office import PASSWORD, Browser, Desk, Office, alert_of
from tests.support.clock import Clock

WRONG = "This code is not right, or was used before."


async def gives_password(office: Office, staff: Staff) -> Browser:
    browser = office.browser()
    answer = await browser.sign_in(staff.email, next="/account")
    assert answer.headers["location"] == "/sign-in/code?next=%2Faccount"
    return browser


async def gives_code(browser: Browser, code: str) -> bool:
    """Whether it got in; what it was told otherwise is always the same."""
    answer = await browser.post("/sign-in/code", code=code, next="/account")
    assert answer.status_code in (303, 401)
    assert answer.status_code == 303 or alert_of(answer) == WRONG
    return answer.status_code == 303


def six_digits(app: pyotp.TOTP, at: datetime) -> str:
    return app.at(at)


async def test_a_code_of_the_app_is_asked_for_after_the_password(office: Office, clock: Clock) -> None:
    staff = await office.hire()
    app, _ = await office.with_second_factor(staff)
    browser = await gives_password(office, staff)
    halfway = browser.token
    assert not await browser.is_signed_in()
    assert (await browser.get("/live")).status_code == 303
    assert 'name="next" value="/account"' in (await browser.get("/sign-in/code?next=%2Faccount")).text
    assert await gives_code(browser, six_digits(app, clock.at))
    assert await browser.is_signed_in()
    assert browser.token != halfway


async def test_the_session_between_password_and_code_is_over_after_the_code(office: Office, clock: Clock) -> None:
    staff = await office.hire()
    app, _ = await office.with_second_factor(staff)
    browser = await gives_password(office, staff)
    thief = office.browser()
    thief.http.cookies.set("backshop_session", browser.token or "", domain="127.0.0.1")
    await gives_code(browser, six_digits(app, clock.at))
    assert not await thief.is_signed_in()
    left = await thief.post("/sign-in/code", code=six_digits(app, clock.at + timedelta(seconds=30)))
    assert left.headers["location"].startswith("/sign-in?")


async def test_a_code_is_good_once(office: Office, clock: Clock) -> None:
    staff = await office.hire()
    app, _ = await office.with_second_factor(staff)
    code = six_digits(app, clock.at)
    assert await gives_code(await gives_password(office, staff), code)
    assert not await gives_code(await gives_password(office, staff), code)
    before = six_digits(app, clock.at - timedelta(seconds=30))
    assert not await gives_code(await gives_password(office, staff), before)  # nor is one older than the last used
    clock.pass_by(seconds=30)
    assert await gives_code(await gives_password(office, staff), six_digits(app, clock.at))


async def test_of_one_code_given_twice_at_once_one_gets_in(office: Office, clock: Clock) -> None:
    staff = await office.hire()
    app, _ = await office.with_second_factor(staff)
    browsers = [await gives_password(office, staff) for _ in range(4)]
    code = six_digits(app, clock.at)
    got_in = await asyncio.gather(*(gives_code(browser, code) for browser in browsers))
    assert sorted(got_in) == [False, False, False, True]


@pytest.mark.parametrize(("seconds", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
async def test_a_telephone_may_be_half_a_minute_off(office: Office, clock: Clock, seconds: int, right: bool) -> None:
    staff = await office.hire()
    app, _ = await office.with_second_factor(staff)
    code = six_digits(app, clock.at + timedelta(seconds=seconds))
    assert await gives_code(await gives_password(office, staff), f" {code[:3]} {code[3:]} ") is right


async def test_a_recovery_code_is_good_once_however_it_is_typed(office: Office) -> None:
    staff = await office.hire()
    _, codes = await office.with_second_factor(staff)
    assert await gives_code(await gives_password(office, staff), codes[0])
    assert not await gives_code(await gives_password(office, staff), codes[0])
    assert await gives_code(await gives_password(office, staff), f" {codes[1].upper().replace('-', ' ')} ")
    async with office.reading() as queries:
        assert await store.count_recovery_codes(queries, staff.staff_id) == 8


async def test_recovery_codes_work_even_where_the_shop_has_lost_what_its_secrets_are_encrypted_with(
    office: Office,
) -> None:
    staff = await office.hire()
    async with office.transaction() as tx:
        await store.update_totp(tx, staff.staff_id, encrypt("JBSWY3DPEHPK3PXP", "the secret before"), now())
        await store.save_recovery_codes(tx, staff.staff_id, [hash_recovery_code("0a1b2c-3d4e5f")])
    assert await gives_code(await gives_password(office, staff), "0a1b2c-3d4e5f")


async def test_a_recovery_code_of_somebody_else_is_no_good(office: Office) -> None:
    staff, other = await office.hire(), await office.hire(Role.MANAGER)
    await office.with_second_factor(staff)
    _, codes = await office.with_second_factor(other)
    assert not await gives_code(await gives_password(office, staff), codes[0])


async def test_codes_are_not_guessed_by_trying_many(office: Office, clock: Clock) -> None:
    """Together with the passwords tried there are ten; the right code is refused then, until the block ends."""
    staff = await office.hire()
    app, _ = await office.with_second_factor(staff)
    browser = await gives_password(office, staff)
    for number in range(9):
        assert not await gives_code(browser, f"00000{number}")
    blocked = await browser.post("/sign-in/code", code=six_digits(app, clock.at))
    assert blocked.status_code == 429
    assert (await office.browser().sign_in(staff.email)).status_code == 429
    clock.pass_by(minutes=16)
    assert await gives_code(await gives_password(office, staff), six_digits(app, clock.at))


async def test_the_code_is_to_be_given_within_ten_minutes_of_the_password(office: Office, clock: Clock) -> None:
    staff = await office.hire()
    app, _ = await office.with_second_factor(staff)
    browser = await gives_password(office, staff)
    clock.pass_by(minutes=11)
    late = await browser.post("/sign-in/code", code=six_digits(app, clock.at), next="/account")
    assert late.headers["location"] == "/sign-in?next=%2Faccount"


async def test_nobody_gets_to_the_code_without_the_password(office: Office) -> None:
    assert (await office.browser().get("/sign-in/code")).headers["location"] == "/sign-in?next=%2F"
    assert (await office.browser().post("/sign-in/code", code="123456")).headers["location"] == "/sign-in?next=%2F"


async def set_up(desk: Desk) -> pyotp.TOTP:
    answer = await desk.send("/account/second-factor/start", present=PASSWORD)
    assert answer.headers["location"].startswith("/account/second-factor?done=")
    page = await desk.get("/account/second-factor")
    assert 'src="data:image/svg+xml' in page.text
    found = re.search(r'<code id="secret">([A-Z2-7 ]+)</code>', page.text)
    assert found
    return pyotp.TOTP(found[1].replace(" ", ""))


async def test_it_counts_once_a_code_of_the_app_was_given(office: Office, clock: Clock) -> None:
    desk = await office.desk()
    app = await set_up(desk)
    assert not (await office.staff(desk.staff.staff_id)).has_second_factor
    wrong = await desk.send("/account/second-factor", code="000000")
    assert (wrong.status_code, alert_of(wrong)) == (422, WRONG)
    shown = await desk.send("/account/second-factor", code=six_digits(app, clock.at))
    codes = re.findall(r"<code>([0-9a-f]{6}-[0-9a-f]{6})</code>", shown.text)
    assert len(set(codes)) == 10
    assert (await office.staff(desk.staff.staff_id)).has_second_factor
    assert (await desk.get("/account/second-factor")).headers["location"] == "/account"  # the secret is shown no more
    assert app.secret not in (await desk.get("/account")).text


async def test_the_code_that_confirmed_it_is_no_good_for_the_sign_in(office: Office, clock: Clock) -> None:
    desk = await office.desk()
    app = await set_up(desk)
    code = six_digits(app, clock.at)
    await desk.send("/account/second-factor", code=code)
    assert not await gives_code(await gives_password(office, desk.staff), code)


async def test_a_second_factor_that_was_never_confirmed_is_not_asked_for(office: Office) -> None:
    desk = await office.desk()
    await set_up(desk)
    answer = await office.browser().sign_in(desk.staff.email, next="/account")
    assert answer.headers["location"] == "/account"


@pytest.mark.parametrize(
    "path", ["/account/second-factor/start", "/account/second-factor/end", "/account/recovery-codes"]
)
async def test_whoever_finds_a_screen_without_its_owner_changes_nothing(office: Office, path: str) -> None:
    staff = await office.hire()
    if "start" not in path:
        await office.with_second_factor(staff)
    desk = await office.desk(staff)
    before = await office.staff(staff.staff_id)
    answer = await desk.send(path, present="not the password")
    assert (answer.status_code, alert_of(answer)) == (422, "This is not your present password.")
    assert await office.staff(staff.staff_id) == before


async def test_new_recovery_codes_replace_the_old(office: Office) -> None:
    staff = await office.hire()
    _, old = await office.with_second_factor(staff)
    shown = await (await office.desk(staff)).send("/account/recovery-codes", present=PASSWORD)
    new = re.findall(r"<code>([0-9a-f]{6}-[0-9a-f]{6})</code>", shown.text)
    assert len(new) == 10
    assert shown.headers["cache-control"] == "no-store"
    assert not await gives_code(await gives_password(office, staff), old[0])
    assert await gives_code(await gives_password(office, staff), new[0])


async def test_switched_off_the_password_is_enough(office: Office) -> None:
    staff = await office.hire()
    await office.with_second_factor(staff)
    desk = await office.desk(staff)
    assert (await desk.send("/account/second-factor/end", present=PASSWORD)).status_code == 303
    assert (await office.browser().sign_in(staff.email)).headers["location"] == "/"
    assert await office.count("recovery_codes") == 0


async def test_one_that_is_on_is_not_set_up_over(office: Office) -> None:
    staff = await office.hire()
    await office.with_second_factor(staff)
    answer = await (await office.desk(staff)).send("/account/second-factor/start", present=PASSWORD)
    assert (answer.status_code, alert_of(answer)) == (409, "The second factor is on already.")


async def test_the_secret_is_not_readable_in_the_database(office: Office) -> None:
    desk = await office.desk()
    app = await set_up(desk)
    async with office.reading() as queries:
        sealed = await queries.fetchval("SELECT totp_secret FROM staff")
    assert app.secret.encode() not in sealed
