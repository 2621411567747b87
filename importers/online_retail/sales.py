"""What the rows of a file are: sales, credits of earlier sales, and what is neither."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from importers.online_retail.countries import address_of
from importers.online_retail.rows import Row, Sheet
from shared.money import to_cent
from shared.schemas.values import is_one_line

DATA_SET = "https://doi.org/10.24432/C5BW33"
CURRENCY = "GBP"

_FEES = {"AMAZONFEE", "B", "BANK CHARGES", "C2", "CRUK", "D", "DOT", "M", "POST", "S"}
_GIFT_VOUCHERS = "GIFT_"


@dataclass(frozen=True, slots=True)
class Sale:
    """The rows of one invoice number that make up an order, in the order of the file."""

    number: str
    rows: tuple[Row, ...]

    @property
    def order_id(self) -> UUID:
        """The same on every import of the sale, so that it becomes one order only."""
        return uuid5(NAMESPACE_URL, f"{DATA_SET}#{self.number}")

    @property
    def at(self) -> datetime:
        return self.rows[0].at

    @property
    def customer(self) -> str | None:
        return self.rows[0].customer

    @property
    def net(self) -> Decimal:
        return sum((line_total(row) for row in self.rows), Decimal(0))

    @property
    def rounding(self) -> Decimal:
        """What rounding each line to the penny added; prices of a tenth of a penny do occur."""
        return self.net - sum((row.sum for row in self.rows), Decimal(0))


@dataclass(frozen=True, slots=True)
class Credit:
    """A row of a cancellation: goods given back. Its reference is the same on every import, whatever the file."""

    reference: str
    file: str
    row: Row

    @property
    def quantity(self) -> int:
        return -self.row.quantity


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row, or what is left of a credit's row, that did not come into the shop. `sum` is its part of the file's."""

    line: int
    number: str
    sku: str
    sum: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Sorted:
    """A file, sorted. A sale all of whose rows are rejected is in `sale_numbers` and not among the sales."""

    sheet: Sheet
    sales: tuple[Sale, ...]
    credits: tuple[Credit, ...]
    rejected: tuple[Rejected, ...]
    sale_numbers: frozenset[str]
    cancellation_numbers: frozenset[str]


def sort(sheet: Sheet) -> Sorted:
    numbers = {row.number for row in sheet.rows} | {one.number for one in sheet.unreadable if one.number}
    cancellations = {number for number in numbers if _is_cancellation(number)}
    unreadable = {one.number: one.line for one in reversed(sheet.unreadable)}
    rejected = [Rejected(one.line, one.number, one.sku, one.sum, one.reason) for one in sheet.unreadable]
    sales: list[Sale] = []
    credits: list[Credit] = []
    for number, rows in _by_number(sheet.rows).items():
        if number in cancellations:
            good, bad = _credits(rows, sheet.name, unreadable)
            credits += good
        else:
            bad = {row.line: why for row in rows if (why := _no_sale(row, rows, unreadable))}
            sold = tuple(row for row in rows if row.line not in bad)
            sales += [Sale(number, sold)] if sold else []
        rejected += [rejection(row, bad[row.line]) for row in rows if row.line in bad]
    return Sorted(
        sheet=sheet,
        sales=tuple(sales),
        credits=tuple(credits),
        rejected=tuple(sorted(rejected, key=lambda one: one.line)),
        sale_numbers=frozenset(numbers - cancellations),
        cancellation_numbers=frozenset(cancellations),
    )


def rejection(row: Row, reason: str) -> Rejected:
    return Rejected(row.line, row.number, row.sku, row.sum, reason)


def line_total(row: Row) -> Decimal:
    return to_cent(row.sum, CURRENCY)


def ships(sku: str) -> bool:
    """Not postage, fees, discounts, samples and vouchers."""
    return sku.upper() not in _FEES and not sku.upper().startswith(_GIFT_VOUCHERS)


def titles(sales: Iterable[Sale]) -> dict[str, str]:
    """A title for each SKU that is sold: the first description it has, or else the SKU itself."""
    found: dict[str, str] = {}
    for row in (row for sale in sales for row in sale.rows):
        found[row.sku] = found.get(row.sku) or _as_one_line(row.description)
    return {sku: title or sku for sku, title in found.items()}


def _by_number(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.number, []).append(row)
    return found


def _is_cancellation(number: str) -> bool:
    return number.upper().startswith("C")


def _no_sale(row: Row, rows: Sequence[Row], unreadable: Mapping[str, int]) -> str | None:
    """Why a row is no line of an order, or None."""
    if row.number.upper().startswith("A"):
        return "an adjustment of bad debt: an entry of the accounts, no sale"
    if not row.number.isdigit():
        return "the number is neither a sale's nor a cancellation's"
    if row.number in unreadable:
        # Half a sale is none; with the file put right, the whole of it can come in.
        return f"line {unreadable[row.number]} of this sale cannot be read, so none of it is taken"
    if row.quantity <= 0:
        return "a stock correction: the quantity is not positive, and the number is no cancellation's"
    if row.unit_price < 0:
        return "the price is negative"
    if not row.unit_price and not _is_gift(row, rows):
        return "a stock correction: no price, and no customer or no description"
    if row.customer != rows[0].customer:
        return f"another customer than on line {rows[0].line} of the same sale"
    if address_of(row.country) is None:
        return f"the country {row.country[:40]!r} is not known"
    return None


def _is_gift(row: Row, rows: Sequence[Row]) -> bool:
    """Something at no price in a sale to somebody. Corrections of the stock are written as sales to nobody."""
    return bool(row.description) and (row.customer is not None or any(other.unit_price > 0 for other in rows))


def _credits(rows: Sequence[Row], file: str, unreadable: Mapping[str, int]) -> tuple[list[Credit], dict[int, str]]:
    """The credits of one cancellation. A row is named by its place in it: its line differs from file to file."""
    bad = {row.line: why for row in rows if (why := _no_credit(row, unreadable))}
    good = [
        Credit(f"{row.number}/{place}", file, row) for place, row in enumerate(rows, start=1) if row.line not in bad
    ]
    return good, bad


def _no_credit(row: Row, unreadable: Mapping[str, int]) -> str | None:
    if row.number in unreadable:
        return f"line {unreadable[row.number]} of this cancellation cannot be read, so none of it is taken"
    if row.quantity >= 0:
        return "the quantity of a cancellation is not negative"
    if row.unit_price <= 0:
        return "a cancellation without a price gives nothing back"
    if row.customer is None:
        return "a guest's cancellation: without a customer no earlier sale can be found"
    return None


def _as_one_line(text: str) -> str:
    return " ".join("".join(c if is_one_line(c) else " " for c in text).split())[:200]
