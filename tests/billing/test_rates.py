"""Rates of the euro: entered by hand or as a file, taken by documents in other currencies, and waited for by those."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.billing.files import store
from services.billing.files.in_euros import in_euros
from services.billing.files.make_files import make_some
from services.billing.files.model import NotMade
from services.billing.files.press import Press
from services.billing.rates.model import EuroRate, WrongRate
from services.billing.rates.sheet import rates_of
from services.billing.rates.store import NO_RATE
from tests.billing.document_cases import amount, case
from tests.billing.paper import Paper, all_are_due, to_make
from tests.support.clock import Clock
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService, token

TODAY, LONG_AGO = date(2026, 3, 2), date(2025, 3, 2)
GBP = {"currency": "GBP", "day": "2026-02-27", "rate": "0.87135"}


@pytest.fixture(scope="module")
async def press() -> AsyncIterator[Press]:
    press = Press()
    yield press
    await press.stop()


async def enter(billing: ShopService, *rates: dict[str, str], **more: Any) -> dict[str, Any]:
    answer = await billing.http.put("/rates", json=({"rates": rates} if rates else {}) | more)
    assert answer.is_success, answer.text
    entered: dict[str, Any] = answer.json()
    return entered


async def test_a_document_in_pounds_waits_for_a_rate_and_says_its_vat_in_euros(
    billing: ShopService, press: Press
) -> None:
    order, other = placed(currency="GBP"), placed()
    await billing.deliver(order, other)
    await make_some(billing.database, press)
    assert await to_make(billing) == [(1, "no rate of the euro")]
    [document] = (await billing.http.get(f"/orders/{order.order_id}")).json()["documents"]
    assert (document["has_files"], document["lacks_rate"]) == (False, True)
    [as_issued] = (await billing.http.get(f"/documents/{document['document_id']}/revisions")).json()["revisions"]
    assert (as_issued["has_files"], as_issued["lacks_rate"]) == (False, True)
    pdf = f"/documents/{document['document_id']}/pdf"
    early = (await billing.http.get(pdf)).json()
    assert (early["type"], early["detail"]) == (
        "rate-missing",
        "document FA-2026-000001 says its VAT in euros too, and waits for a rate of GBP of the day of its issue or of"
        " the week before",
    )
    waiting = {"currency": "GBP", "documents": 1, "first": "2026-03-02", "last": "2026-03-02"}
    assert (await billing.http.get("/rates")).json()["waiting"] == [waiting]

    assert await enter(billing, GBP | {"day": "2026-02-23"}) == {"entered": 1, "unchanged": 0, "documents": 1}
    await make_some(billing.database, press)
    assert await to_make(billing) == [(2, "no rate of the euro")]  # of a week ago it is too old
    assert (await enter(billing, GBP))["documents"] == 1
    assert await make_some(billing.database, press) == 1
    xml = (await billing.http.get(pdf.replace("pdf", "xml"))).text
    assert '<ram:TaxTotalAmount currencyID="EUR">4.79</ram:TaxTotalAmount>' in xml
    assert (await billing.http.get("/rates")).json()["waiting"] == []


async def test_a_rate_that_is_entered_while_its_documents_are_tried_is_not_missed(
    billing: ShopService, press: Press
) -> None:
    order = placed(currency="GBP")
    await billing.deliver(order)
    await all_are_due(billing)
    async with billing.transaction() as tx:
        ((document_id, _),) = await store.claim_files_to_make(tx, limit=10)
    await enter(billing, GBP)
    async with billing.transaction() as tx:
        await tx.execute("ALTER TABLE euro_rates DISABLE TRIGGER USER")
        await tx.execute("UPDATE euro_rates SET entered_at = now()")  # the database's clock is not the test's
        await tx.execute("ALTER TABLE euro_rates ENABLE TRIGGER USER")
        await store.update_not_made(tx, [NotMade(document_id, NO_RATE)])
    assert await make_some(billing.database, press) == 1


async def test_a_credit_has_the_rate_of_its_invoice_whatever_is_entered_meanwhile(
    billing: ShopService, press: Press, clock: Clock
) -> None:
    await enter(billing, GBP)
    order = placed(currency="GBP")
    await billing.deliver(order)
    await make_some(billing.database, press)
    clock.pass_by(days=30)
    await enter(billing, GBP | {"rate": "0.9"}, GBP | {"day": "2026-04-01", "rate": "0.8"})
    await billing.deliver(cancelled(order))
    await make_some(billing.database, press)
    documents = (await billing.http.get(f"/orders/{order.order_id}")).json()["documents"]
    for document in documents:
        ubl = (await billing.http.get(f"/documents/{document['document_id']}/ubl")).text
        assert '<cbc:TaxAmount currencyID="EUR">4.79</cbc:TaxAmount>' in ubl


async def test_what_has_no_vat_or_is_in_euros_waits_for_no_rate(billing: ShopService) -> None:
    await billing.deliver(placed(currency="USD", vat_rate="0"), placed())
    assert await make_some(billing.database, Paper()) == 2


async def test_the_same_rate_again_changes_nothing_and_another_corrects_it(billing: ShopService) -> None:
    assert (await enter(billing, GBP))["entered"] == 1
    assert await enter(billing, GBP) == {"entered": 0, "unchanged": 1, "documents": 0}
    assert (await enter(billing, GBP | {"rate": "0.88", "source": "customs"}))["entered"] == 1
    [newest] = (await billing.http.get("/rates")).json()["newest"]
    assert (newest["rate"], newest["source"], newest["entered_by"]) == ("0.88", "customs", "alice")
    history = (await billing.http.get("/rates/GBP")).json()
    assert [one["rate"] for one in history] == ["0.88", "0.87135"]


async def test_a_file_of_the_central_bank_is_entered_as_it_is(billing: ShopService) -> None:
    bank = "Date,USD,JPY,CYP,GBP,\n2026-03-02,1.0825,162.31,N/A,0.8714,\n2026-02-27,1.0801,161.9,N/A,0.87135,\n"
    assert (await enter(billing, csv=bank))["entered"] == 6
    daily = "Date, USD, JPY, \n02 March 2026, 1.0825, 162.31, \n"
    assert (await enter(billing, csv=daily)) == {"entered": 0, "unchanged": 2, "documents": 0}


def test_a_shops_own_file_is_read_as_spreadsheets_write_it() -> None:
    (rate,) = rates_of(
        "\ufeffCurrency;Day;Rate;Source\r\nchf;02/03/2026;0,9312;customs\r\n;;;\r\n", since=date(2025, 3, 2)
    )
    assert (rate.currency, rate.day, rate.rate, rate.source) == ("CHF", TODAY, Decimal("0.9312"), "customs")
    assert rates_of("Date,USD\n1999-01-04,1.1789\n2026-03-02,1.0825\n", since=LONG_AGO) == [
        EuroRate(currency="USD", day=TODAY, rate=Decimal("1.0825"))
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the file has a line of names and one of rates at least"),
        ("a,b\n1,2", "the first line names the columns"),
        ("currency,day,rate\nUSD,2026-03-02,1.08\nXYZ,2026-03-02,1", "line 3: 'XYZ' is no currency"),
        ("currency,day,rate\nUSD,2026-13-02,1.08", "line 2: '2026-13-02' is no day, such as 2026-03-02"),
        ("currency,day,rate\nUSD,2026-03-02,dear", "line 2: 'dear' is no rate, such as 1.0825"),
        ("currency,day,rate\nUSD,2026-03-02,-1", "line 2: '-1' is no rate, such as 1.0825"),
        ("currency,day,rate\nUSD,2026-03-02,1e2", "line 2: '1e2' is no rate, such as 1.0825"),
        ("currency,day,rate\nUSD,2026-03-02,1_0.5", "line 2: '1_0.5' is no rate, such as 1.0825"),
        ("currency,day,rate\nUSD,2026-03-02,١.٠٨", "line 2: '١.٠٨' is no rate, such as 1.0825"),
        ("currency,day,rate,rate\nUSD,2026-03-02,1.08,1.09", "two columns have the same name"),
        ("currency,day,rate\nUSD,2026-03-02," + "1" * 200_000, "line 2 has 200015 letters; that is no line of rates"),
        (
            "currency,day,rate\n" + "USD,2026-03-02,1.08\n" * 10_001,
            "the file has 10002 lines; 10000 are read at a time",
        ),
    ],
)
def test_a_file_that_is_wrong_says_in_which_line(text: str, why: str) -> None:
    with pytest.raises(WrongRate, match=why):
        rates_of(text, since=LONG_AGO)


@pytest.mark.parametrize(
    ("wrong", "kind", "why"),
    [
        ({"currency": "EUR"}, "rate-of-the-euro", "one euro is one euro: give rates of other currencies"),
        ({"day": "2026-03-03"}, "wrong-rate-day", "2026-03-03 is in the future; it is 2026-03-02"),
        ({"day": "1998-12-31"}, "wrong-rate-day", "1998-12-31 is before the euro's first rates of 1999-01-04"),
        (
            {"rate": "1.1476"},
            "rate-far-off",
            "one euro was 0.5 GBP on 2026-02-20, and 1.1476 is far from that: give how many GBP one euro is",
        ),
    ],
)
async def test_a_rate_that_cannot_be_is_refused_and_none_beside_it_is_entered(
    billing: ShopService, wrong: dict[str, str], kind: str, why: str
) -> None:
    await enter(billing, GBP | {"day": "2026-02-20", "rate": "0.5"})
    usd = {"currency": "USD", "day": "2026-02-27", "rate": "1.08"}
    answer = await billing.http.put("/rates", json={"rates": [usd, GBP | wrong]})
    problem = answer.json()
    assert (answer.status_code, problem["type"], problem["detail"]) == (422, kind, why)
    assert len((await billing.http.get("/rates")).json()["newest"]) == 1


async def test_a_rate_that_was_mistyped_is_corrected_on_its_day_and_others_may_follow(billing: ShopService) -> None:
    await enter(billing, GBP | {"rate": "114.76"})
    assert (await enter(billing, GBP | {"rate": "0.8703"}))["entered"] == 1
    assert (await enter(billing, GBP | {"day": "2026-02-20", "rate": "0.8711"}))["entered"] == 1
    assert (await billing.http.get("/rates")).json()["newest"][0]["rate"] == "0.8703"


async def test_sales_may_not_enter_rates(billing: ShopService) -> None:
    async with billing.client(token("billing:read orders:write")) as sales:
        assert (await sales.put("/rates", json={"rates": [GBP]})).status_code == 403
        assert (await sales.get("/rates")).status_code == 200


def test_credits_together_give_back_the_vat_in_euros_of_their_sum() -> None:
    invoice = case((1, "10.00", "0", "20"), currency="GBP", euro="0.87135")
    assert invoice.settlement.in_euros
    others, given = [invoice.document], Decimal(0)
    for number in range(1, 11):
        credit = amount(invoice, "0.99").document.model_copy(update={"document_id": UUID(int=number)})
        euros = in_euros(credit, others, invoice.settlement.in_euros.rate)
        assert euros
        given += euros.vat
        others.append(credit)
    assert (given, sum(one.totals.vat for one in others[1:])) == (Decimal("1.95"), Decimal("1.70"))
