"""The journal of documents and the totals of days, as accounts and the tax office get them."""

import csv
import io
from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from services.billing.journal import store
from shared.schemas.money import Totals, VatAmount
from shared.schemas.orders import Customer, OrderPlaced
from tests.support.clock import Clock
from tests.support.orders import CUSTOMER, cancelled, placed
from tests.support.service import ShopService, token

MARCH = {"from": "2026-03-01", "to": "2026-03-31"}
COMPANY = CUSTOMER.model_copy(
    update={
        "name": "Jean Dupont",
        "vat_number": "FR96552100554",
        "billing_address": CUSTOMER.billing_address.model_copy(update={"company": "Dupont SA"}),
    }
)


async def read(billing: ShopService, name: str, **asked: str) -> str:
    answer = await billing.http.get(f"/documents/{name}.csv", params=MARCH | asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return answer.content.decode()


async def rows(billing: ShopService, name: str, **asked: str) -> list[dict[str, str]]:
    text = (await read(billing, name, **asked)).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline="")))


async def numbers(billing: ShopService, **asked: str) -> list[str]:
    return [row["number"] for row in await rows(billing, "journal", **asked)]


def of_two_rates(**changes: Any) -> OrderPlaced:
    """Two lamps for 25.00 at 20 %, and a book for 10.55 at 5.5 %."""
    order = placed(lines={"LAMP": 2, "BOOK": 1}, **changes)
    lamp, book = order.lines
    price = {name: Decimal("10.55") for name in ("unit_price", "total", "payable")}
    book = book.model_copy(update={**price, "vat_rate": Decimal("5.5")})
    at_20 = VatAmount(rate="20", net="20.83", vat="4.17", gross="25.00")
    at_5_5 = VatAmount(rate="5.5", net="10.00", vat="0.55", gross="10.55")
    totals = Totals(net="30.83", vat="4.72", gross="35.55", vat_by_rate=(at_20, at_5_5))
    return order.model_copy(update={"lines": (lamp, book), "totals": totals})


async def credited_in_part(billing: ShopService) -> None:
    """FA-2026-000001 to a consumer at two rates, AV-2026-000001 for its book, FA-2026-000002 to a business."""
    order = of_two_rates()
    await billing.deliver(order, placed(number="1002", customer=COMPANY))
    back = {"order_id": str(order.order_id), "lines": [{"line_no": 2, "quantity": 1}]}
    assert (await billing.post("/credit-notes", back)).status_code == 201


async def test_the_journal_has_each_document_at_each_of_its_rates_and_credits_below_zero(
    billing: ShopService, clock: Clock
) -> None:
    await credited_in_part(billing)
    start, zoe, jean = "2026-03-02", "Zoé Martin,consumer,FR,,EUR", "Jean Dupont,business,FR,FR96552100554,EUR"
    assert await read(billing, "journal") == (
        "\ufeffissued_on,number,kind,original_number,order_number,customer_name,customer_type,country,vat_number,"
        "currency,vat_rate,vat_category,net,vat,gross,vat_in_euros,rate_of_euro,day_of_rate\r\n"
        f"{start},AV-2026-000001,credit_note,FA-2026-000001,1001,{zoe},5.5,S,-10.00,-0.55,-10.55,,,\r\n"
        f"{start},FA-2026-000001,invoice,,1001,{zoe},20,S,20.83,4.17,25.00,,,\r\n"
        f"{start},FA-2026-000001,invoice,,1001,{zoe},5.5,S,10.00,0.55,10.55,,,\r\n"
        f"{start},FA-2026-000002,invoice,,1002,{jean},20,S,20.83,4.17,25.00,,,\r\n"
    )


async def test_a_journal_in_french_opens_in_a_french_spreadsheet(billing: ShopService) -> None:
    await credited_in_part(billing)
    first, second, *_ = (await read(billing, "journal", language="fr")).splitlines()
    assert first == (
        "\ufeffDate;Numéro;Type;Facture d’origine;Commande;Client;Type de client;Pays;N° de TVA;Devise;Taux de TVA;"
        "Catégorie de TVA;HT;TVA;TTC;TVA en euros;Cours de l’euro;Jour du cours"
    )
    assert second == (
        "2026-03-02;AV-2026-000001;Avoir (note de crédit);FA-2026-000001;1001;"
        "Zoé Martin;Particulier;FR;;EUR;5,5;S;-10,00;-0,55;-10,55;;;"
    )


async def test_totals_are_by_day_kind_of_customer_and_rate_less_what_was_credited(
    billing: ShopService, clock: Clock
) -> None:
    await credited_in_part(billing)
    clock.pass_by(days=1)
    await billing.deliver(of_two_rates(number="1003"), of_two_rates(number="1004"))
    assert await read(billing, "totals") == (
        "\ufeffissued_on,customer_type,currency,vat_rate,vat_category,transactions,net,vat,vat_in_euros\r\n"
        "2026-03-02,business,EUR,20,S,1,20.83,4.17,\r\n"
        "2026-03-02,consumer,EUR,5.5,S,2,0.00,0.00,\r\n"
        "2026-03-02,consumer,EUR,20,S,1,20.83,4.17,\r\n"
        "2026-03-03,consumer,EUR,5.5,S,2,20.00,1.10,\r\n"
        "2026-03-03,consumer,EUR,20,S,2,41.66,8.34,\r\n"
    )
    assert (await read(billing, "totals", language="fr")).splitlines()[:2] == [
        "\ufeffDate;Type de client;Devise;Taux de TVA;Catégorie de TVA;Transactions;HT;TVA;TVA en euros",
        "2026-03-02;Professionnel;EUR;20;S;1;20,83;4,17;",
    ]


async def test_a_day_of_credits_alone_is_below_zero(billing: ShopService, clock: Clock) -> None:
    order = placed(currency="JPY", price="1200")
    await billing.deliver(order)
    clock.pass_by(days=1)
    await billing.deliver(cancelled(order))
    assert (await read(billing, "totals", **{"from": "2026-03-03"})).splitlines()[1:] == [
        "2026-03-03,consumer,JPY,20,S,1,-2000,-400,"
    ]


async def test_documents_in_other_currencies_tell_their_vat_in_euros_as_their_files_do(
    billing: ShopService, clock: Clock
) -> None:
    order = of_two_rates(currency="GBP")
    await billing.deliver(order, placed(currency="GBP", vat_rate="0"))
    clock.pass_by(days=1)
    await billing.deliver(cancelled(order))
    async with billing.transaction() as tx:
        await tx.execute(
            "INSERT INTO vat_in_euros (document_id, currency, day, rate, source, vat)"
            " SELECT document_id, currency, '2026-02-27', 0.87135, 'ecb', 5.42 FROM documents WHERE vat > 0"
        )
    in_euros = ("number", "vat_rate", "vat", "vat_in_euros", "rate_of_euro", "day_of_rate")
    journal = await rows(billing, "journal")
    assert [",".join(row[name] for name in in_euros) for row in journal] == [
        "FA-2026-000001,20,4.17,4.79,0.87135,2026-02-27",
        "FA-2026-000001,5.5,0.55,0.63,0.87135,2026-02-27",
        "FA-2026-000002,0,0.00,0.00,,",
        "AV-2026-000001,20,-4.17,-4.79,0.87135,2026-02-27",
        "AV-2026-000001,5.5,-0.55,-0.63,0.87135,2026-02-27",
    ]
    totals = await rows(billing, "totals")
    assert [row["vat_in_euros"] for row in totals] == ["0.00", "0.63", "4.79", "-0.63", "-4.79"]
    await billing.deliver(placed(currency="GBP"))  # its files wait for a rate
    totals = await rows(billing, "totals", **{"from": "2026-03-03"})
    assert [(row["vat_rate"], row["vat_in_euros"]) for row in totals] == [("5.5", "-0.63"), ("20", "")]


async def test_totals_and_journal_and_documents_have_the_same_sums(
    billing: ShopService, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "AT_ONCE", 2)
    await credited_in_part(billing)
    for _ in range(2):
        clock.pass_by(days=1)
        yen, gone = placed(currency="JPY", price="1200"), of_two_rates(customer=COMPANY)
        await billing.deliver(yen, gone, of_two_rates(), placed(vat_rate="0"))
        await billing.deliver(cancelled(gone))
    async with billing.reading() as queries:
        stored = await queries.fetch(
            "SELECT currency, sum(CASE kind WHEN 'invoice' THEN net ELSE -net END) AS net,"
            " sum(CASE kind WHEN 'invoice' THEN vat ELSE -vat END) AS vat FROM documents GROUP BY currency"
        )
    documents = {row["currency"]: (row["net"], row["vat"]) for row in stored}
    assert documents == {"EUR": (Decimal("153.32"), Decimal("17.78")), "JPY": (Decimal(4000), Decimal(800))}
    for name in ("journal", "totals"):
        sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
        for row in await rows(billing, name):
            sums[row["currency"]][0] += Decimal(row["net"])
            sums[row["currency"]][1] += Decimal(row["vat"])
        assert {currency: tuple(both) for currency, both in sums.items()} == documents, name


async def test_a_journal_of_many_documents_has_each_of_them_once_in_their_order(
    billing: ShopService, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "AT_ONCE", 3)
    await billing.deliver(*(placed() for _ in range(6)))  # at one instant
    clock.pass_by(days=1)
    await billing.deliver(*(placed() for _ in range(4)))
    assert await numbers(billing) == [f"FA-2026-{number:06d}" for number in range(1, 11)]


async def test_a_document_is_of_the_day_that_it_was_where_the_seller_is(billing: ShopService, clock: Clock) -> None:
    for minute in (59, 60):  # before midnight in Paris, and midnight
        clock.at = datetime(2026, 1, 31, 22, 0, tzinfo=UTC)
        clock.pass_by(minutes=minute)
        await billing.deliver(placed())
    assert await numbers(billing, **{"from": "2026-01-01", "to": "2026-01-31"}) == ["FA-2026-000001"]
    assert await numbers(billing, **{"from": "2026-02-01", "to": "2026-02-01"}) == ["FA-2026-000002"]
    totals = await rows(billing, "totals", **{"from": "2026-01-31", "to": "2026-02-01"})
    assert [(row["issued_on"], row["transactions"]) for row in totals] == [("2026-01-31", "1"), ("2026-02-01", "1")]


@pytest.mark.parametrize("name", ["=1+1", "+33 6", "-2+3", "@SUM(A1)", "＝1"])  # noqa: RUF001
async def test_what_a_customer_is_called_is_no_formula(billing: ShopService, name: str) -> None:
    customer = CUSTOMER.model_copy(update={"name": name, "vat_number": "=cmd"})
    order = placed(customer=customer, number="@9")
    await billing.deliver(order)
    await billing.deliver(cancelled(order))
    credit, _ = await rows(billing, "journal")
    assert credit["customer_name"] == f"'{name}"
    assert (credit["vat_number"], credit["order_number"], credit["net"]) == ("'=cmd", "'@9", "-20.83")


@pytest.mark.parametrize("name", ["Zoe;=1+1;x", "Zoe, @SUM(A1)", 'Zoe";=1'])
async def test_nor_is_it_one_where_the_file_is_read_with_another_sign_between_cells(
    billing: ShopService, name: str
) -> None:
    order = placed(customer=CUSTOMER.model_copy(update={"name": name}))
    await billing.deliver(order)
    (invoice,) = await rows(billing, "journal")
    assert "'" in invoice["customer_name"]
    assert invoice["customer_name"].replace("'", "") == name


async def test_a_name_with_separators_and_quotes_stays_one_cell(billing: ShopService) -> None:
    customer = Customer.model_validate(CUSTOMER.model_dump() | {"name": 'Dupont, "Jean"; fils'})
    await billing.deliver(placed(customer=customer))
    assert ',"Dupont, ""Jean""; fils",' in await read(billing, "journal")
    assert ';"Dupont, ""Jean""; fils";' in await read(billing, "journal", language="fr")


async def test_a_period_without_documents_has_the_names_of_the_columns_alone(billing: ShopService) -> None:
    assert (await read(billing, "journal")).count("\r\n") == 1
    assert (await read(billing, "totals")).count("\r\n") == 1


@pytest.mark.parametrize("name", ["journal", "totals"])
async def test_the_file_is_named_after_its_period(billing: ShopService, name: str) -> None:
    answer = await billing.http.get(f"/documents/{name}.csv", params={"from": "2024-01-01", "to": "2024-12-31"})
    assert answer.status_code == 200  # 366 days
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}-2024-01-01-2024-12-31.csv"'


@pytest.mark.parametrize("name", ["journal", "totals"])
@pytest.mark.parametrize(
    ("asked", "kind", "says"),
    [
        ({"to": "2026-01-31"}, "invalid-request", "query/from: Field required"),
        ({"from": "2026-01-01"}, "invalid-request", "query/to: Field required"),
        ({"from": "2026-02-30", "to": "2026-03-01"}, "invalid-request", "query/from: "),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "bad-period", "a period from 2026-03-02 cannot end on 2026-03-01"),
        (
            {"from": "2026-01-01", "to": "2027-01-02"},
            "bad-period",
            "a period of 367 days is too long; ask for at most 366",
        ),
        ({"from": "2026-01-01", "to": "2026-01-31", "language": "de"}, "invalid-request", "query/language: "),
        ({"from": "2026-01-01", "to": "2026-01-31", "format": "xml"}, "invalid-request", "query/format: "),
    ],
)
async def test_a_period_that_is_none_is_refused_with_the_reason(
    billing: ShopService, name: str, asked: dict[str, str], kind: str, says: str
) -> None:
    answer = await billing.http.get(f"/documents/{name}.csv", params=asked)
    assert (answer.status_code, answer.json()["type"]) == (422, kind)
    assert answer.json()["detail"].startswith(says)


async def test_journal_and_totals_are_for_those_who_may_read_documents(billing: ShopService) -> None:
    async with billing.client(token("orders:read")) as http:
        for name in ("journal", "totals"):
            assert (await http.get(f"/documents/{name}.csv", params=MARCH)).status_code == 403


def abroad(country: str, **changes: Any) -> Customer:
    address = CUSTOMER.billing_address.model_copy(update={"country": country, "postal_code": "10115", "city": "Town"})
    return CUSTOMER.model_copy(update={"billing_address": address, **changes})


async def test_what_bears_no_vat_stands_in_the_category_of_its_reason(billing: ShopService) -> None:
    german = abroad("DE", vat_number="DE123456789")
    await billing.deliver(
        placed(vat_rate="0", shipping="5.00", customer=abroad("US")),
        placed(vat_rate="0", shipping="5.00", customer=german),
        placed(vat_rate="0", ships=False, customer=german),
        placed(vat_rate="0"),
    )
    kept = [("G", "-"), ("K", "DE123456789"), ("AE", "DE123456789"), ("Z", "-")]
    found = [(row["vat_category"], row["vat_number"] or "-") for row in await rows(billing, "journal")]
    assert found == kept


async def test_a_document_from_before_its_reason_was_kept_stands_in_the_category_that_is_found_for_it(
    billing: ShopService,
) -> None:
    await billing.deliver(placed(vat_rate="0", ships=False, customer=abroad("DE", vat_number="DE123456789")))
    async with billing.transaction() as tx:
        await tx.execute("SET LOCAL session_replication_role = replica")
        await tx.execute("UPDATE documents SET document = document - 'vat_exemption'")
    assert [row["vat_category"] for row in await rows(billing, "totals")] == ["AE"]
