"""Reads a file of the Online Retail data set: its rows as they stand, and those that cannot be read."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from deploy.problem import Problem
from shared.clock import now
from shared.schemas.dates import why_impossible
from shared.schemas.values import is_one_line

COLUMNS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
DATE_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%m/%d/%Y %H:%M")  # the last is the one UCI publishes
_QUANTITY = re.compile(r"[+-]?[0-9]{1,7}")
_PRICE = re.compile(r"[+-]?[0-9]{1,10}(\.[0-9]{1,4})?")
_CUSTOMER = re.compile(r"([0-9]{1,20})(\.0+)?")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file. `line` is the line of the file it begins on, the header being line 1; times are UTC."""

    line: int
    number: str
    sku: str
    description: str
    quantity: int
    at: datetime
    unit_price: Decimal
    customer: str | None
    country: str

    @property
    def sum(self) -> Decimal:
        return self.quantity * self.unit_price


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line with a value that cannot be; its sum is 0 where quantity or price are what cannot be read."""

    line: int
    number: str
    sku: str
    sum: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was read."""

    name: str
    encoding: str
    rows: tuple[Row, ...]
    unreadable: tuple[Unreadable, ...]

    @property
    def lines(self) -> int:
        return len(self.rows) + len(self.unreadable)

    @property
    def sum(self) -> Decimal:
        """The file's own sum of quantity × price."""
        return sum((row.sum for row in self.rows), sum((one.sum for one in self.unreadable), Decimal(0)))


def read_file(path: Path) -> Sheet:
    """Raises Problem where the file as a whole is no file of this kind."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Problem(f"{path} cannot be read: {error.strerror}") from error
    return read(content, str(path))


def read(content: bytes, name: str) -> Sheet:
    text, encoding = _decoded(content)
    rows: list[Row] = []
    unreadable: list[Unreadable] = []
    for line, values in _records(text, name):
        read_row = _row(line, values)
        if isinstance(read_row, Row):
            rows.append(read_row)
        else:
            unreadable.append(read_row)
    return Sheet(name, encoding, tuple(rows), tuple(unreadable))


def _decoded(content: bytes) -> tuple[str, str]:
    """UTF-8, or the Latin-1 in which UCI publishes the set; no sequence of bytes is wrong in Latin-1."""
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "latin-1"


def _records(text: str, name: str) -> Iterator[tuple[int, dict[str, str] | str]]:
    """Each record with the line it begins on: its values by column, or why there are none."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [column.strip() for column in next(reader, [])]
        missing = [column for column in COLUMNS if column not in header]
        if missing:
            raise Problem(f"{name} has no column {', '.join(missing)}; a file of Online Retail has {','.join(COLUMNS)}")
        begins = reader.line_num + 1
        for values in reader:
            if len(values) == len(header):
                yield begins, dict(zip(header, values, strict=True))
            elif values:
                yield begins, f"{len(values)} values where the header names {len(header)} columns"
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Problem(f"{name} is no CSV from line {reader.line_num}: {error}") from error


def _row(line: int, values: dict[str, str] | str) -> Row | Unreadable:
    if isinstance(values, str):
        return Unreadable(line, "", "", Decimal(0), values)
    of = {column: values[column].strip() for column in COLUMNS}
    quantity, price = _QUANTITY.fullmatch(of["Quantity"]), _PRICE.fullmatch(of["UnitPrice"])
    customer = _CUSTOMER.fullmatch(of["CustomerID"])
    at = _time(of["InvoiceDate"])
    wrong = [
        (not _is_code(of["InvoiceNo"], most=20), "InvoiceNo", "a number of at most 20 characters"),
        (not _is_code(of["StockCode"], most=64), "StockCode", "a code of at most 64 characters"),
        (not quantity, "Quantity", "a whole number of at most 7 digits"),
        (not price, "UnitPrice", "an amount with at most 4 decimals"),
        (
            not at or bool(why_impossible(at, now())),
            "InvoiceDate",
            "a date and time such as 2010-12-01 08:26:00, from 2000 to today",
        ),
        (not customer and of["CustomerID"] != "", "CustomerID", "a customer's number"),
    ]
    sum_ = int(of["Quantity"]) * Decimal(of["UnitPrice"]) if quantity and price else Decimal(0)
    reasons = [f"{column} {of[column][:40]!r} is not {expected}" for is_wrong, column, expected in wrong if is_wrong]
    if reasons or at is None:
        return Unreadable(line, of["InvoiceNo"][:20], of["StockCode"][:64], sum_, "; ".join(reasons))
    return Row(
        line=line,
        number=of["InvoiceNo"],
        sku=of["StockCode"],
        description=of["Description"],
        quantity=int(of["Quantity"]),
        at=at,
        unit_price=Decimal(of["UnitPrice"]),
        customer=customer and customer[1],
        country=of["Country"],
    )


def _is_code(text: str, *, most: int) -> bool:
    return 0 < len(text) <= most and is_one_line(text)


def _time(text: str) -> datetime | None:
    """The set names no time zone; its times are taken as UTC."""
    for pattern in DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
