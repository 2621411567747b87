"""Files come into a shop of real services: once, in any order, and after a kill."""

from decimal import Decimal

import pytest

from deploy.problem import Problem
from importers.online_retail.credits import Credited
from importers.online_retail.layout import as_json, as_text
from importers.online_retail.report import Report
from tests.importing.conftest import WholeShop
from tests.importing.retail import row, sheet

MONDAY = sheet(
    row("536365", "PLASTERS", 12, "1.65", at="2010-12-01 08:26:00"),
    row("536365", "POST", 1, "18.0", at="2010-12-01 08:26:00"),
    row("536366", "TISSUES", 24, "0.29", at="2010-12-01 09:00:00"),
    row("536367", "TISSUES", 5, "0.29", at="2010-12-01 10:00:00", customer=""),
    row("536368", "PLASTERS", -10, "0.0", at="2010-12-01 10:05:00", customer="", title=""),
    row("C536369", "PLASTERS", -2, "1.65", at="2010-12-01 11:00:00"),
    name="monday.csv",
)
TUESDAY = sheet(
    row("536400", "PLASTERS", 3, "1.65", at="2010-12-02 08:00:00"),
    row("C536401", "PLASTERS", -5, "1.65", at="2010-12-02 09:00:00"),
    row("C536401", "TISSUES", -4, "0.29", at="2010-12-02 09:00:00"),
    row("C536402", "D", -1, "27.50", at="2010-12-02 10:00:00"),
    name="tuesday.csv",
)


def matched(credits: tuple[Credited, ...]) -> list[tuple[str, str, int]]:
    """Which credit was matched with which sale, and for how much."""
    return [(one.credit.reference, note.sale, note.quantity) for one in credits for note in one.notes]


def sums(report: Report) -> list[tuple[Decimal, Decimal, Decimal, Decimal]]:
    return [(file.sum, file.ordered, file.credited, file.rejected_sum) for file in report.files]


async def test_a_day_becomes_orders_with_their_invoices_slips_and_credit_notes(shop: WholeShop):
    report = await shop.import_sheets(MONDAY)

    assert (report.adds_up, report.complete) == (True, True)
    assert sums(report) == [(Decimal("42.91"), Decimal("46.21"), Decimal("3.30"), Decimal(0))]
    (file,) = report.files
    assert (file.sales, len(file.orders), file.new_orders, file.sales_rejected) == (4, 3, 3, 1)
    assert matched(file.credits) == [("C536369/1", "536365", 2)]
    await shop.hand_on()
    books = await shop.books()
    assert books["orders"] == [
        ("536365", Decimal("37.80")),
        ("536366", Decimal("6.96")),
        ("536367", Decimal("1.45")),
    ]
    assert books["invoices"] == books["orders"]
    assert books["credit notes"] == [("C536369/1", "536365", Decimal("3.30"), "2")]
    assert books["stock"] == [("PLASTERS", 12, 12, 0), ("TISSUES", 29, 29, 0)]
    assert books["slips"] == [("ready", 3)]


async def test_the_same_day_again_changes_nothing(shop: WholeShop):
    await shop.import_sheets(MONDAY)
    before = await shop.books()
    again = await shop.import_sheets(MONDAY)

    assert await shop.books() == before
    assert again.adds_up
    assert [(one.is_new, one.order is not None) for one in again.files[0].placed] == [(False, True)] * 3
    assert [note.is_new for one in again.files[0].credits for note in one.notes] == [False]
    assert sums(again) == [(Decimal("42.91"), Decimal("46.21"), Decimal("3.30"), Decimal(0))]


async def test_a_credit_of_more_than_the_latest_sale_is_split_over_two_invoices(shop: WholeShop):
    report = await shop.import_sheets(MONDAY, TUESDAY)

    assert matched(report.files[1].credits) == [
        ("C536401/1", "536400", 3),
        ("C536401/1", "536365", 2),
        ("C536401/2", "536366", 4),
    ]
    (discount,) = report.files[1].rejected
    assert (discount.line, discount.number, discount.sum) == (5, "C536402", Decimal("-27.50"))
    assert discount.reason == "no earlier sale of D at 27.50 to customer 17548 was found with something left to credit"
    assert report.adds_up


async def test_days_in_the_other_order_end_in_the_same_books(shop: WholeShop):
    tuesday = await shop.import_sheets(TUESDAY)
    assert [(one.credit.reference, one.left) for one in tuesday.files[0].credits] == [
        ("C536401/1", 2),
        ("C536401/2", 4),
        ("C536402/1", 1),
    ]
    assert tuesday.adds_up
    monday = await shop.import_sheets(MONDAY)

    assert matched(tuple(one for one in monday.earlier if not one.left)) == [
        ("C536401/1", "536400", 3),
        ("C536401/1", "536365", 2),
        ("C536401/2", "536366", 4),
    ]
    text = as_text(monday)
    assert (
        "matched now, of earlier imports: 2 rows\n    tuesday.csv  line 3  C536401  PLASTERS  2 x 1.65 = 3.30" in text
    )
    assert "1 rows of cancellations, 1 of them of earlier imports, wait for the sales they are of" in text
    backwards = await shop.books()

    again = await shop.import_sheets(MONDAY, TUESDAY)
    assert await shop.books() == backwards
    assert again.earlier == ()
    assert backwards["credit notes"] == [
        ("C536369/1", "536365", Decimal("3.30"), "2"),
        ("C536401/1", "536365", Decimal("3.30"), "2"),
        ("C536401/1", "536400", Decimal("4.95"), "3"),
        ("C536401/2", "536366", Decimal("1.16"), "4"),
    ]


async def test_wherever_the_import_is_killed_the_next_one_ends_in_the_same_books(shop: WholeShop):
    """Killed after every third answer of the shop, on and on, until it comes through."""
    kills = 0
    while await shop.import_killed_after(3 * (kills + 1), MONDAY, TUESDAY):
        kills += 1
    assert kills > 5
    report = await shop.import_sheets(MONDAY, TUESDAY)
    books = await shop.books()

    assert report.adds_up
    assert [row[:2] for row in books["credit notes"]] == [
        ("C536369/1", "536365"),
        ("C536401/1", "536365"),
        ("C536401/1", "536400"),
        ("C536401/2", "536366"),
    ]
    assert books["receipts"] == [("PLASTERS", 3), ("PLASTERS", 12), ("TISSUES", 29)]
    assert len(books["orders"]) == 4


async def test_goods_come_in_once_even_when_the_shop_has_forgotten_the_key(shop: WholeShop):
    await shop.import_sheets(MONDAY)
    async with shop.services["fulfilment"].transaction() as tx:
        await tx.execute("DELETE FROM idempotency_keys")
    await shop.import_sheets(MONDAY)
    assert (await shop.books())["receipts"] == [("PLASTERS", 12), ("TISSUES", 29)]


async def test_credits_wait_for_invoices_and_are_matched_by_a_later_import(quiet_shop: WholeShop):
    early = await quiet_shop.import_sheets(MONDAY, wait_s=0.3)
    assert early.uninvoiced == ("536365",)
    assert (early.adds_up, early.complete) == (True, False)
    assert [one.left for one in early.files[0].credits] == [2]
    assert "billing has not invoiced these sales yet: 536365" in as_text(early)

    await quiet_shop.hand_on()
    later = await quiet_shop.import_sheets(sheet(row("536500")))
    assert matched(later.earlier) == [("C536369/1", "536365", 2)]


async def test_an_order_that_is_on_hold_is_not_waited_for(shop: WholeShop):
    await shop.import_sheets(sheet(row("536365", quantity=2)))
    orders = shop.services["orders"]
    (found,) = (await orders.http.get("/orders", params={"q": "536365"})).json()["items"]
    await orders.post(f"/orders/{found['order_id']}/cancel", {})
    await shop.hand_on()
    report = await shop.import_sheets(sheet(row("C536401", quantity=-1, at="2010-12-02 09:00:00")))
    assert report.complete
    assert [one.left for one in report.files[0].credits] == [1]


async def test_a_sale_that_is_there_with_other_lines_is_rejected_and_the_sums_still_agree(shop: WholeShop):
    await shop.import_sheets(sheet(row("536365", quantity=2)))
    report = await shop.import_sheets(sheet(row("536365", quantity=3)))
    (rejected,) = report.files[0].rejected
    assert rejected.reason == "order 1001 has this sale's number and other lines"
    assert (rejected.sum, report.adds_up) == (Decimal("4.95"), True)


async def test_a_sale_the_shop_refuses_is_rejected_with_the_shops_own_reason(shop: WholeShop):
    report = await shop.import_sheets(sheet(row("536365", quantity=9_999_999)))
    (rejected,) = report.files[0].rejected
    assert rejected.reason.startswith("the shop refused the order: body/lines/0/quantity")
    assert (report.files[0].sales_rejected, report.adds_up) == (1, True)


async def test_products_the_shop_sells_already_stay_as_they_are(shop: WholeShop):
    product = {"sku": "22556", "title": "Pansements", "vat_rate": "0"}
    assert (await shop.services["orders"].post("/products", {"products": [product]})).status_code == 200
    await shop.import_sheets(sheet(row("536365")))
    assert (await shop.books())["products"] == [("22556", "Pansements", True, 1)]


async def test_one_sale_in_two_files_of_one_import_is_refused(shop: WholeShop):
    with pytest.raises(Problem, match=r"536365 stands in monday.csv and in copy.csv; import them one by one"):
        await shop.import_sheets(MONDAY, sheet(row("536365"), name="copy.csv"))
    assert (await shop.books())["orders"] == []


async def test_overlapping_files_one_after_the_other_place_a_sale_once(shop: WholeShop):
    await shop.import_sheets(sheet(row("1"), row("2")))
    report = await shop.import_sheets(sheet(row("2"), row("3")))
    assert [reference for reference, _ in (await shop.books())["orders"]] == ["1", "2", "3"]
    assert [one.is_new for one in report.files[0].placed] == [False, True]


async def test_prices_of_a_tenth_of_a_penny_add_up_with_their_rounding(shop: WholeShop):
    report = await shop.import_sheets(
        sheet(row("1", quantity=7, price="0.123"), row("C2", quantity=-2, price="0.123", at="2010-12-02 10:00:00"))
    )
    assert (report.adds_up, matched(report.files[0].credits)) == (True, [("C2/1", "1", 2)])
    assert sums(report) == [(Decimal("0.615"), Decimal("0.86"), Decimal("0.25"), Decimal(0))]


async def test_the_report_for_programs_says_the_same(shop: WholeShop):
    content = as_json(await shop.import_sheets(TUESDAY))
    (file,) = content["files"]
    assert (content["adds_up"], content["complete"]) == (True, True)
    assert (file["sum"], file["orders"]) == ("-31.96", {"new": 1, "already_there": 0, "net": "4.95"})
    assert file["credited"]["net"] == "4.95"
    assert [(one["line"], one["number"], one["sum"]) for one in file["rejected"]["rows"]] == [
        (3, "C536401", "-3.30"),
        (4, "C536401", "-1.16"),
        (5, "C536402", "-27.50"),
    ]
