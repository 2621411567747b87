"""An import from its files to its report: sales, their invoices, credits of this and of earlier imports."""

from collections.abc import Sequence

from deploy.problem import Problem
from importers.online_retail.credits import give_credits, wait_for_invoices
from importers.online_retail.open_credits import OpenCredits
from importers.online_retail.orders import place_sales
from importers.online_retail.progress import Progress
from importers.online_retail.report import Report, file_report
from importers.online_retail.rows import Sheet
from importers.online_retail.sales import Sorted, sort
from importers.online_retail.shop import Shop

WAIT_FOR_INVOICES_S = 120.0


async def import_files(
    sheets: Sequence[Sheet],
    shop: Shop,
    open_credits: OpenCredits,
    progress: Progress,
    *,
    wait_for_invoices_s: float = WAIT_FOR_INVOICES_S,
) -> Report:
    """Killed at any point and run again, it ends as if it had run once: every step asks what is there, or is keyed."""
    await shop.must_answer()
    files = [sort(sheet) for sheet in sheets]
    _refuse_overlap(files)
    own = {credit.reference: credit for file in files for credit in file.credits}
    earlier = [credit for credit in open_credits.load() if credit.reference not in own]
    credits = [*own.values(), *earlier]
    open_credits.save(credits)

    placed = await place_sales(files, shop, progress)
    uninvoiced = await wait_for_invoices(credits, placed, shop, progress, limit_s=wait_for_invoices_s)
    credited = await give_credits(credits, shop, progress)
    open_credits.save(one.credit for one in credited.values() if one.left)
    return Report(
        files=tuple(file_report(file, placed, credited) for file in files),
        earlier=tuple(credited[credit.reference] for credit in earlier),
        uninvoiced=tuple(uninvoiced),
    )


def _refuse_overlap(files: Sequence[Sorted]) -> None:
    """A number in two files of one import would be counted twice, or be half in each."""
    seen: dict[str, str] = {}
    for file in files:
        for number in sorted(file.sale_numbers | file.cancellation_numbers):
            if number in seen:
                raise Problem(f"{number} stands in {seen[number]} and in {file.sheet.name}; import them one by one")
            seen[number] = file.sheet.name
