"""My settings, as they are seen and used in both languages."""

from pyotp import TOTP

from tests.backoffice.conftest import Seat
from tests.backoffice.office import PASSWORD, Office
from tests.backoffice.pages import Page, sign_in
from tests.support.clock import Clock
from tests.support.languages import WORDS, Says, in_both, in_one

NEW = "battery staple horse"


@in_both()
async def test_name_language_and_look_are_chosen(office: Office, seat: Seat, language: str, says: Says) -> None:
    other = {"en": "fr", "fr": "en"}[language]
    page = await (await seat("sales", language)).goto("/account")
    page.fill(says["Name"], "Nora O'Brien")
    page.type(page.one("[name=language]"), other)
    page.fill(says["Look"], "dark")
    await page.press(says["Save"])
    assert page.notice == WORDS[other]["Your settings are saved."]
    assert page.heading == WORDS[other]["My settings"]
    assert page.one("html").attributes["data-theme"] == "dark"
    assert page.text("details.account .who") == "Nora O'Brien"
    chosen = f"name = 'Nora O''Brien' AND language = '{other}' AND theme = 'dark'"
    assert await office.count(f"staff WHERE {chosen}") == 1


@in_one("en")
async def test_the_password_is_changed_by_who_knows_it(office: Office, seat: Seat, language: str, says: Says) -> None:
    page = await (await seat("sales", language)).goto("/account")
    await page.follow(says["Change the password"])
    for present in ("wrong", PASSWORD):
        page.fill(says["Present password"], present)
        page.fill(says["New password"], NEW)
        page.fill(says["New password again"], NEW)
        await page.press(says["Change the password"])
        if present == "wrong":
            assert page.alert == says["This is not your present password."]
    assert page.all("#notice .toast")
    assert page.heading == says["My settings"]
    assert await office.count("staff WHERE version = 2") == 1


@in_one("fr")
async def test_a_second_factor_is_set_up_confirmed_and_switched_off(
    office: Office, seat: Seat, clock: Clock, language: str, says: Says
) -> None:
    page = await (await seat("sales", language)).goto("/account")
    await page.follow(says["Set up"])
    page.fill(says["Present password"], PASSWORD)
    await page.press(says["Continue"])
    assert page.one("img.qr-code").attributes["src"].startswith("data:image/")
    secret = page.text("#secret").replace(" ", "")
    assert await office.count("staff WHERE totp_confirmed_at IS NOT NULL") == 0
    page.fill(says["The six digits it shows now"], TOTP(secret).at(clock.at))
    await page.press(says["Switch on"])

    assert page.heading == says["Recovery codes"]
    assert len(page.all(".recovery-codes li")) == 10
    assert await office.count("staff WHERE totp_confirmed_at IS NOT NULL") == 1
    await page.goto("/account")  # they are shown once
    assert page.all(".recovery-codes") == []
    assert page.text("#second-factor .badge") == says["On"]

    await page.follow(says["Switch off"], within="#second-factor")
    page.fill(says["Present password"], PASSWORD)
    await page.press(says["Switch off"])
    assert page.notice == says["The second factor is off."]
    assert await office.count("staff WHERE totp_confirmed_at IS NOT NULL") == 0


@in_one("en")
async def test_a_session_elsewhere_is_seen_and_ended(
    office: Office, seat: Seat, clock: Clock, language: str, says: Says
) -> None:
    elsewhere = await (await seat("sales", language)).goto("/account")
    clock.pass_by(minutes=5)
    here = await sign_in(Page(office.browser()), f"sales-{language}@shop.example")
    await here.goto("/account")
    first, last = here.all("#sessions li")
    assert says["this one"] in first.text
    assert says["Chrome on Linux"].replace("Chrome", "Firefox") in last.text
    assert "203.0.113.7" in last.text
    await here.press(says["End"], within="#sessions")
    assert here.notice == says["The session is ended."]
    assert len(here.all("#sessions li")) == 1
    await elsewhere.goto("/account")
    assert elsewhere.path == "/sign-in?next=%2Faccount"
