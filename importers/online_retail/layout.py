"""The report of an import as people read it, and as programs do."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from deploy.columns import aligned
from importers.online_retail.amounts import money
from importers.online_retail.credits import Credited
from importers.online_retail.report import FileReport, Report

NOTE = "The data set says nothing of VAT: orders are net, at 0 % VAT."


def as_text(report: Report) -> str:
    blocks = [list(_file(file)) for file in report.files]
    if len(report.files) > 1:
        blocks.append(list(_all(report.files)))
    blocks.append([*_earlier(report.earlier), *_waiting(report), *_uninvoiced(report), NOTE])
    return "\n\n".join("\n".join(block) for block in blocks)


def as_json(report: Report) -> dict[str, Any]:
    return {
        "files": [_file_content(file) for file in report.files],
        "earlier_credits": {
            "matched_now": [_credit_content(one) | {"file": one.credit.file} for one in _matched_now(report.earlier)],
            "still_waiting": sum(bool(one.left) for one in report.earlier),
        },
        "uninvoiced_sales": list(report.uninvoiced),
        "adds_up": report.adds_up,
        "complete": report.complete,
    }


def _file(file: FileReport) -> Iterator[str]:
    notes = [note for one in file.credits for note in one.notes]
    matched = sum(bool(one.notes) for one in file.credits)
    known = len(file.orders) - file.new_orders
    yield f"{file.name}: {file.lines} lines, read as {file.encoding}"
    yield (
        f"  {file.sales} sales = {len(file.orders)} orders ({file.new_orders} new, {known} already there)"
        f" + {file.sales_rejected} sales rejected as a whole"
    )
    yield (
        f"  {file.cancellations} cancellations with {len(file.credits)} rows to credit: {matched} rows matched by"
        f" {len(notes)} credit notes ({sum(note.is_new for note in notes)} new), {_left(file.credits)} rows left"
    )
    yield from _sums([file])
    yield from _table("  credited:", [cells for one in file.credits for cells in _credit_cells(one)])
    rejected = [(f"line {one.line}", one.number, one.sku, money(one.sum), one.reason) for one in file.rejected]
    yield from _table(f"  rejected: {len(rejected)} rows", rejected)


def _all(files: Sequence[FileReport]) -> Iterator[str]:
    yield f"{len(files)} files: {sum(file.lines for file in files)} lines"
    orders, new = sum(len(file.orders) for file in files), sum(file.new_orders for file in files)
    yield (
        f"  {sum(file.sales for file in files)} sales = {orders} orders ({new} new, {orders - new} already there)"
        f" + {sum(file.sales_rejected for file in files)} sales rejected as a whole"
    )
    yield from _sums(files)


def _sums(files: Sequence[FileReport]) -> Iterator[str]:
    missing = sum((file.missing for file in files), Decimal(0))
    rows = {
        "the file's own sum": sum((file.sum for file in files), Decimal(0)),
        "orders": sum((file.ordered for file in files), Decimal(0)),
        "credited": -sum((file.credited for file in files), Decimal(0)),
        "rejected rows": sum((file.rejected_sum for file in files), Decimal(0)),
        "rounded to the penny": -sum((file.rounding for file in files), Decimal(0)),
    }
    for name, amount in rows.items():
        if amount or name != "rounded to the penny":
            yield f"    {name:<22}{money(amount):>14}"
    agree = not any(file.missing for file in files)
    yield "    the sums agree" if agree else f"    THE SUMS DIFFER by {money(missing)}"


def _earlier(earlier: Sequence[Credited]) -> Iterator[str]:
    """Credits kept from earlier imports that found their sales now."""
    matched = _matched_now(earlier)
    cells = [(one.credit.file, *cells) for one in matched for cells in _credit_cells(one, only_new=True)]
    yield from _table(f"matched now, of earlier imports: {len(matched)} rows", cells)


def _waiting(report: Report) -> Iterator[str]:
    own = [one for file in report.files for one in file.credits]
    waiting, earlier = _left([*own, *report.earlier]), _left(report.earlier)
    if waiting:
        yield (
            f"{waiting} rows of cancellations, {earlier} of them of earlier imports, wait for the sales they are of:"
            " they are tried again with each import."
        )


def _uninvoiced(report: Report) -> Iterator[str]:
    if report.uninvoiced:
        yield (
            f"billing has not invoiced these sales yet: {', '.join(report.uninvoiced[:20])}; credits of them are"
            " not matched. Run the import again once it has."
        )


def _matched_now(earlier: Sequence[Credited]) -> list[Credited]:
    return [one for one in earlier if any(note.is_new for note in one.notes)]


def _left(credits: Sequence[Credited]) -> int:
    return sum(bool(one.left) for one in credits)


def _credit_cells(one: Credited, *, only_new: bool = False) -> list[tuple[str, ...]]:
    row = one.credit.row
    return [
        (
            f"line {row.line}",
            row.number,
            row.sku,
            f"{note.quantity} x {money(row.unit_price)} = {money(note.net)}",
            f"{note.number} on invoice {note.invoice} of sale {note.sale}",
        )
        for note in one.notes
        if note.is_new or not only_new
    ]


def _table(title: str, rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    if rows:
        yield title
        yield from (f"    {line}" for line in aligned(rows))


def _file_content(file: FileReport) -> dict[str, Any]:
    return {
        "file": file.name,
        "encoding": file.encoding,
        "lines": file.lines,
        "sum": money(file.sum),
        "sales": file.sales,
        "orders": {
            "new": file.new_orders,
            "already_there": len(file.orders) - file.new_orders,
            "net": money(file.ordered),
        },
        "sales_rejected": file.sales_rejected,
        "cancellations": file.cancellations,
        "credited": {"net": money(file.credited), "rows": [_credit_content(one) for one in file.credits if one.notes]},
        "rejected": {
            "sum": money(file.rejected_sum),
            "rows": [
                {
                    "line": one.line,
                    "number": one.number,
                    "sku": one.sku,
                    "sum": money(one.sum),
                    "reason": one.reason,
                }
                for one in file.rejected
            ],
        },
        "rounding": money(file.rounding),
        "adds_up": not file.missing,
    }


def _credit_content(one: Credited) -> dict[str, Any]:
    row = one.credit.row
    return {
        "line": row.line,
        "number": row.number,
        "sku": row.sku,
        "quantity": one.credit.quantity,
        "left": one.left,
        "unit_price": str(row.unit_price),
        "credit_notes": [
            {
                "number": note.number,
                "invoice": note.invoice,
                "sale": note.sale,
                "quantity": note.quantity,
                "net": money(note.net),
                "new": note.is_new,
            }
            for note in one.notes
        ],
    }
