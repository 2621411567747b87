"""A session is somebody's own, and ends: when they sign out, after a while without them, after a week."""

from datetime import timedelta

from services.backoffice.accounts import passwords, session_store
from tests.backoffice.office import Office
from tests.support.clock import Clock

WRONG = "This e-mail address and password do not match."
HASHER = passwords._hasher  # as it is before these tests make it quick
WAIT = "Too many attempts. Wait a quarter of an hour and try again."


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
