"""The journal of documents and the totals of days, as people in accounting fetch them from the first page."""

from typing import Any

import httpx
import pytest

from tests.backoffice.conftest import Seat
from tests.backoffice.office import Office
from tests.backoffice.services import Services
from tests.support.languages import Says, in_both

MARCH = "from=2026-03-01&to=2026-03-31"


@in_both()
async def test_accounting_fetches_the_journal_and_the_totals_in_its_own_language(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    await shop.place()
    page = await (await seat("accounting", language)).goto("/")
    assert says["For the accounts"] in page.text("#accounts")
    assert (page.value(says["From day"]), page.value(says["To day"])) == ("2026-02-01", "2026-02-28")
    page.fill(says["From day"], "2026-03-01")
    page.fill(says["To day"], "2026-03-31")
    await page.press(says["Totals by day and VAT rate"])
    assert (page.status, page.path) == (200, f"/documents/accounts.csv?{MARCH}&which=totals")

    journal = await page.browser.get(f"/documents/accounts.csv?{MARCH}&which=journal")
    assert journal.headers["content-type"] == "text/csv; charset=utf-8"
    assert journal.headers["content-disposition"] == 'attachment; filename="journal-2026-03-01-2026-03-31.csv"'
    first, *rows = journal.content.decode().splitlines()
    assert first.startswith({"en": "\ufeffissued_on,number,kind", "fr": "\ufeffDate;Numéro;Type"}[language])
    assert [row.partition("EUR")[2] for row in rows] == {
        "en": [",20,S,24.92,4.98,29.90,,,", ",5.5,S,7.96,0.44,8.40,,,"],
        "fr": [";20;S;24,92;4,98;29,90;;;", ";5,5;S;7,96;0,44;8,40;;;"],
    }[language]
    totals = await page.browser.get(f"/documents/accounts.csv?{MARCH}&which=totals")
    assert len(totals.content.decode().splitlines()) == 3


@in_both()
async def test_a_period_that_ends_before_it_begins_is_refused_in_words(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await (await seat("read_only", language)).goto("/")
    page.fill(says["From day"], "2026-03-02")
    page.fill(says["To day"], "2026-03-01")
    await page.press(says["Journal of documents"])
    assert page.status == 422
    assert says["This period is not valid"] in page.alert


async def test_the_accounts_say_that_billing_is_away(
    shop: Services, seat: Seat, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def send(request: httpx.Request, **how: Any) -> httpx.Response:
        raise httpx.ConnectError("away")

    page = await seat("accounting")
    monkeypatch.setattr(office.api.state.client, "send", send)
    await page.goto(f"/documents/accounts.csv?{MARCH}")
    assert page.status == 503
    assert page.alert.startswith("Billing does not answer at the moment.")


@pytest.mark.parametrize("asked", ["", "from=&to=", "from=2026-03-01&to=soon", "from=2026-02-30&to=2026-03-01"])
async def test_days_that_are_none_are_refused(shop: Services, seat: Seat, asked: str) -> None:
    page = await (await seat("owner")).goto(f"/documents/accounts.csv?{asked}")
    assert page.status == 422
    assert page.alert.startswith("Something in the form is not valid")


async def test_the_accounts_are_for_those_who_are_signed_in(office: Office) -> None:
    answer = await office.browser().get(f"/documents/accounts.csv?{MARCH}")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
