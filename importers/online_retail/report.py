"""What an import did: of each file, what became of its rows, and whether the sums agree with the file's own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from importers.online_retail.credits import Credited
from importers.online_retail.orders import Placed
from importers.online_retail.sales import Rejected, Sorted, rejection

ZERO = Decimal(0)
PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class FileReport:
    """sum + rounding = orders − credited + rejected. What the shop has is counted from the shop's own answers."""

    name: str
    encoding: str
    lines: int
    sum: Decimal
    sales: int
    cancellations: int
    placed: tuple[Placed, ...]
    credits: tuple[Credited, ...]
    rejected: tuple[Rejected, ...]

    @property
    def orders(self) -> tuple[Placed, ...]:
        return tuple(one for one in self.placed if one.order)

    @property
    def new_orders(self) -> int:
        return sum(one.is_new for one in self.placed)

    @property
    def sales_rejected(self) -> int:
        """Sales none of whose rows came into the shop."""
        return self.sales - len(self.orders)

    @property
    def ordered(self) -> Decimal:
        return sum((one.net for one in self.orders), ZERO)

    @property
    def credited(self) -> Decimal:
        return sum((note.net for one in self.credits for note in one.notes), ZERO)

    @property
    def rejected_sum(self) -> Decimal:
        return sum((one.sum for one in self.rejected), ZERO)

    @property
    def rounding(self) -> Decimal:
        """What rounding to the penny added: less than one for each line of an order and each credit note."""
        of_credits = [
            note.quantity * one.credit.row.unit_price - note.net for one in self.credits for note in one.notes
        ]
        rounded = [difference for difference in of_credits if abs(difference) < PENNY]
        return sum((one.sale.rounding for one in self.orders), ZERO) + sum(rounded, ZERO)

    @property
    def missing(self) -> Decimal:
        """What the sums differ by; 0 when they agree."""
        return self.sum + self.rounding - (self.ordered - self.credited + self.rejected_sum)


@dataclass(frozen=True, slots=True)
class Report:
    """`earlier` are credits kept from earlier imports; `uninvoiced` the sales billing took too long to invoice."""

    files: tuple[FileReport, ...]
    earlier: tuple[Credited, ...]
    uninvoiced: tuple[str, ...]

    @property
    def adds_up(self) -> bool:
        return not any(file.missing for file in self.files)

    @property
    def complete(self) -> bool:
        return self.adds_up and not self.uninvoiced


def file_report(file: Sorted, placed: Mapping[str, Placed], credited: Mapping[str, Credited]) -> FileReport:
    of_sales = tuple(placed[sale.number] for sale in file.sales)
    of_credits = tuple(credited[credit.reference] for credit in file.credits)
    rejected = [*file.rejected, *_refused(of_sales), *_unmatched(of_credits)]
    return FileReport(
        name=file.sheet.name,
        encoding=file.sheet.encoding,
        lines=file.sheet.lines,
        sum=file.sheet.sum,
        sales=len(file.sale_numbers),
        cancellations=len(file.cancellation_numbers),
        placed=of_sales,
        credits=of_credits,
        rejected=tuple(sorted(rejected, key=lambda one: one.line)),
    )


def _refused(placed: Sequence[Placed]) -> Iterable[Rejected]:
    return (rejection(row, one.refused) for one in placed if one.order is None for row in one.sale.rows)


def _unmatched(credits: Sequence[Credited]) -> Iterable[Rejected]:
    for one in credits:
        row = one.credit.row
        if one.left:
            yield Rejected(row.line, row.number, row.sku, -one.left * row.unit_price, one.why)
