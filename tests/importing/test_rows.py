"""A file is read row by row; what cannot be read is named with its line."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from deploy.problem import Problem
from importers.online_retail.rows import Row, read, read_file
from tests.importing.retail import EXAMPLE, HEADER, row, sheet


def test_a_row_is_read_as_it_stands():
    (read_row,) = sheet("536365,85123A,WHITE HANGING HEART ,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom").rows
    assert read_row == Row(
        line=2,
        number="536365",
        sku="85123A",
        description="WHITE HANGING HEART",
        quantity=6,
        at=datetime(2010, 12, 1, 8, 26, tzinfo=UTC),
        unit_price=Decimal("2.55"),
        customer="17850",
        country="United Kingdom",
    )
    assert read_row.sum == Decimal("15.30")


def test_a_guest_has_no_customer_number():
    assert sheet(row("536365", customer="")).rows[0].customer is None


def test_dates_are_read_as_the_sample_writes_them_and_as_uci_publishes_them():
    rows = sheet(row("1", at="2010-12-01 08:26:00"), row("2", at="12/1/2010 8:26")).rows
    assert [one.at for one in rows] == [datetime(2010, 12, 1, 8, 26, tzinfo=UTC)] * 2


def test_the_example_day_is_as_the_data_set_describes_it():
    day = read_file(EXAMPLE)
    assert (day.lines, day.sum, day.encoding) == (3108, Decimal("58635.56"), "utf-8")
    assert day.unreadable == ()


def test_a_pound_sign_in_latin_1_is_understood():
    content = f"{HEADER}\n{row('1', title='£5 VOUCHER')}\n"
    read_as = [read(content.encode(encoding), "day.csv") for encoding in ("utf-8", "utf-8-sig", "latin-1")]
    assert [one.encoding for one in read_as] == ["utf-8", "utf-8", "latin-1"]
    assert [one.rows[0].description for one in read_as] == ["£5 VOUCHER"] * 3


def test_columns_may_stand_in_another_order_and_others_beside_them():
    columns = "Country,CustomerID,UnitPrice,InvoiceDate,Quantity,Description,StockCode,InvoiceNo,Till"
    text = f"{columns}\nFrance,12583.0,18.0,2010-12-01 08:45:00,3,POSTAGE,POST,536370,4\n"
    (read_row,) = read(text.encode(), "day.csv").rows
    assert (read_row.number, read_row.sku, read_row.quantity, read_row.country) == ("536370", "POST", 3, "France")


def test_a_file_without_a_column_is_refused_by_its_name():
    with pytest.raises(Problem, match=r"day.csv has no column Quantity, CustomerID"):
        read(b"InvoiceNo,StockCode,Description,InvoiceDate,UnitPrice,Country\n", "day.csv")


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"\xff\xfeI\x00n\x00", b"<html></html>"])
def test_what_is_no_such_file_is_refused(content: bytes):
    with pytest.raises(Problem, match="has no column InvoiceNo"):
        read(content, "day.csv")


def test_a_quote_that_is_never_closed_is_refused_and_not_read_as_one_long_row():
    with pytest.raises(Problem, match=r"day.csv is no CSV from line 3: unexpected end of data"):
        sheet(row("1"), '2,22556,"PLASTERS,1,2010-12-01 08:26:00,1.65,17548.0,United Kingdom')


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(Problem, match="cannot be read: No such file or directory"):
        read_file(tmp_path / "none.csv")


def test_a_text_of_two_lines_does_not_shift_the_line_numbers_after_it():
    quoted = row("1", title='"TWO\nLINES"')
    assert [one.line for one in sheet(quoted, "", row("2")).rows] == [2, 5]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row("1", quantity="two"), "Quantity 'two' is not a whole number of at most 7 digits"),
        (row("1", quantity="1.5"), "Quantity '1.5' is not a whole number"),
        (row("1", price="NaN"), "UnitPrice 'NaN' is not an amount with at most 4 decimals"),
        (row("1", price="1e3"), "UnitPrice '1e3' is not an amount"),
        (row("1", price="0.00001"), "UnitPrice '0.00001' is not an amount"),
        (row("1", at="yesterday"), "InvoiceDate 'yesterday' is not a date and time"),
        (row("1", at="2099-01-01 08:00:00"), "InvoiceDate '2099-01-01 08:00:00' is not a date"),
        (row("1", at="1999-12-31 08:00:00"), "InvoiceDate '1999-12-31 08:00:00' is not a date"),
        (row("1", at="2010-02-30 08:00:00"), "InvoiceDate '2010-02-30 08:00:00' is not a date"),
        (row("1", customer="Bob"), "CustomerID 'Bob' is not a customer's number"),
        (row(""), "InvoiceNo '' is not a number"),
        (row("1", sku=""), "StockCode '' is not a code"),
        (row("1", sku="X" * 65), "is not a code of at most 64 characters"),
        (row("1") + ",more", "9 values where the header names 8 columns"),
        ("1,2,3", "3 values where the header names 8 columns"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_with_its_line_and_reason(bad: str, reason: str):
    read_sheet = sheet(row("9"), bad, row("9"))
    (unreadable,) = read_sheet.unreadable
    assert (unreadable.line, reason in unreadable.reason) == (3, True)
    assert (len(read_sheet.rows), read_sheet.lines) == (2, 3)


def test_what_can_be_summed_of_an_unreadable_row_is_in_the_sum_of_the_file():
    assert sheet(row("1", quantity=2, price="1.65", at="never")).sum == Decimal("3.30")
    assert sheet(row("1", quantity="many", price="1.65")).sum == 0
