"""My settings: preferences, the password, and where one is signed in."""

import re

import pytest

from services.backoffice.accounts.model import Role
from services.backoffice.accounts.user_agents import browser_of
from tests.backoffice.office import PASSWORD, Office, alert_of
from tests.support.clock import Clock

NEW = "battery staple horse"


async def test_language_and_look_are_those_of_the_next_page(office: Office) -> None:
    desk = await office.desk()
    saved = await desk.send("/account", name="Zoé Martin", language="fr", theme="dark")
    assert saved.headers["location"] == "/account?done=preferences-saved"
    page = await desk.get("/account")
    assert '<html lang="fr" data-theme="dark">' in page.text
    assert "Zoé Martin" in page.text


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "", "language": "fr", "theme": "dark"},
        {"name": "Zoé\nMartin", "language": "fr", "theme": "dark"},
        {"name": "x" * 201, "language": "fr", "theme": "dark"},
        {"name": "Zoé", "language": "de", "theme": "dark"},
        {"name": "Zoé", "language": "fr", "theme": "<script>"},
        {"name": "Zoé"},
    ],
)
async def test_what_is_no_preference_is_refused_and_what_was_typed_stays(
    office: Office, fields: dict[str, str]
) -> None:
    desk = await office.desk()
    answer = await desk.send("/account", **fields)
    assert answer.status_code == 422
    assert alert_of(answer) != ""
    assert "<script>" not in answer.text
    assert await office.staff(desk.staff.staff_id) == desk.staff


async def test_a_new_password_signs_out_everywhere_else(office: Office) -> None:
    staff = await office.hire()
    here, elsewhere = await office.desk(staff), await office.desk(staff)
    answer = await here.send("/account/password", present=PASSWORD, password=NEW, repeated=NEW)
    assert answer.headers["location"] == "/account?done=password-changed"
    assert await here.is_signed_in()
    assert not await elsewhere.is_signed_in()
    assert (await office.browser().sign_in(staff.email)).status_code == 401
    assert (await office.browser().sign_in(staff.email, NEW)).status_code == 303


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"present": "wrong", "password": NEW, "repeated": NEW}, "This is not your present password."),
        (
            {"present": PASSWORD, "password": NEW, "repeated": NEW + "!"},
            "The new password was typed differently the second time.",
        ),
        (
            {"present": PASSWORD, "password": "short", "repeated": "short"},
            "A password has 12 to 200 characters and is hard to guess.",
        ),
        ({}, "This is not your present password."),
    ],
)
async def test_a_password_is_changed_by_who_knows_it_to_a_good_one(
    office: Office, fields: dict[str, str], why: str
) -> None:
    desk = await office.desk()
    answer = await desk.send("/account/password", **fields)
    assert (answer.status_code, alert_of(answer)) == (422, why)
    assert NEW not in answer.text  # passwords are never sent back
    assert (await office.browser().sign_in(desk.staff.email)).status_code == 303


async def test_the_present_password_is_not_guessed_by_trying_many(office: Office) -> None:
    desk = await office.desk()
    for _ in range(10):
        await desk.send("/account/password", present="wrong", password=NEW, repeated=NEW)
    answer = await desk.send("/account/password", present=PASSWORD, password=NEW, repeated=NEW)
    assert (answer.status_code, alert_of(answer)) == (
        429,
        "Too many attempts. Wait a quarter of an hour and try again.",
    )


async def test_all_places_where_one_is_signed_in_are_listed(office: Office, clock: Clock) -> None:
    staff = await office.hire()
    await office.desk(staff)
    clock.pass_by(hours=13)  # the first is over by now
    await office.desk(staff)
    clock.pass_by(minutes=5)
    here = await office.desk(staff)
    page = (await here.get("/account")).text
    listed = re.findall(r'<li id="session-.*?</li>', page, re.DOTALL)
    assert ["this one" in one for one in listed] == [True, False]
    assert "Firefox on Linux" in listed[1]
    assert "from 203.0.113.7, since 3 Mar 2026, 00:00, last seen 3 Mar 2026, 00:00" in listed[1]


async def test_one_of_them_is_ended(office: Office) -> None:
    staff = await office.hire()
    here, elsewhere = await office.desk(staff), await office.desk(staff)
    page = (await here.get("/account")).text
    (path,) = re.findall(r'action="(/account/sessions/[0-9a-f-]{36}/end)"', page)
    assert (await here.send(path)).headers["location"] == "/account?done=session-ended"
    assert not await elsewhere.is_signed_in()
    assert await here.is_signed_in()
    assert (await here.send(path)).status_code == 303  # twice is once


async def test_all_others_are_ended(office: Office) -> None:
    staff = await office.hire()
    here, first, second = [await office.desk(staff) for _ in range(3)]
    assert (await here.send("/account/sessions/end")).headers["location"] == "/account?done=sessions-ended"
    assert [await one.is_signed_in() for one in (here, first, second)] == [True, False, False]


async def test_nobody_ends_the_session_of_somebody_else(office: Office) -> None:
    zoe, owner = await office.desk(Role.SALES), await office.desk(Role.OWNER)
    async with office.reading() as queries:
        session_id = await queries.fetchval("SELECT session_id FROM sessions WHERE staff_id = $1", zoe.staff.staff_id)
    await owner.send(f"/account/sessions/{session_id}/end")
    assert await zoe.is_signed_in()


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", ("Firefox", "Linux")),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0"
            " Safari/537.36 Edg/148.0.0.0",
            ("Edge", "Windows"),
        ),
        (
            "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Mobile"
            " Safari/537.36",
            ("Chrome", "Android"),
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/19.0 Mobile/15E148 Safari/604.1",
            ("Safari", "iPhone"),
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/19.0 Safari/605.1.15",
            ("Safari", "macOS"),
        ),
        ("<script>alert(1)</script>", (None, None)),
        ("", (None, None)),
    ],
)
def test_a_browser_is_told_in_words(user_agent: str, words: tuple[str | None, str | None]) -> None:
    assert browser_of(user_agent) == words
