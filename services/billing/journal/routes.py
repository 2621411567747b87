"""The journal of documents and the totals of days over HTTP, as CSV that is sent while it is read."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from services.billing.journal import sheet
from services.billing.journal.list_totals import list_totals
from services.billing.journal.model import Booked, DaysTotal
from services.billing.journal.store import list_booked
from shared.http import Streaming, scope
from shared.periods import days_in
from shared.schemas.values import Day, Language

router = APIRouter()

MOST_DAYS = 366

_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
_OPTIONS: dict[str, Any] = {
    "dependencies": [scope("billing:read")],
    "response_class": StreamingResponse,
    "responses": _CSV,
}


class Period(NamedTuple):
    first: date
    last: date


async def period(
    first: Annotated[Day, Query(alias="from", description="the first day of issue, as the documents bear it")],
    last: Annotated[Day, Query(alias="to", description=f"the last, included; at most {MOST_DAYS} days in all")],
) -> Period:
    days_in(first, last, most=MOST_DAYS)
    return Period(first, last)


Asked = Annotated[Period, Depends(period)]


@router.get("/documents/journal.csv", **_OPTIONS)
async def get_journal(database: Streaming, asked: Asked, language: Language = "en") -> StreamingResponse:
    """Each document at each of its VAT rates, in the order of issue; what credits give back is negative. Of those in
    other currencies the VAT in euros, the rate and its day, as their files say them: empty until these are made.

    In French: French words, `;` between cells, and a comma before decimals.
    """
    return await _sent("journal", Booked._fields, list_booked(database, *asked), asked, language)


@router.get("/documents/totals.csv", **_OPTIONS)
async def get_totals(database: Streaming, asked: Asked, language: Language = "en") -> StreamingResponse:
    """Sums of each day, of consumers and of businesses, by currency, VAT rate and category (UNTDID 5305).

    `transactions` counts documents, credits too. `vat_in_euros` is of other currencies, and empty while some of their
    files are not made. Columns are written as those of the journal.
    """
    return await _sent("totals", DaysTotal._fields, list_totals(database, *asked), asked, language)


async def _sent(
    name: str,
    columns: Iterable[str],
    rows: AsyncIterator[Sequence[Sequence[object]]],
    asked: Period,
    language: Language,
) -> StreamingResponse:
    """What cannot be read at all is told before the answer begins."""
    first = await anext(rows, None) or ()  # not a tuple: CPython 3.11 stumbles over that

    async def parts() -> AsyncIterator[str]:
        yield sheet.head(columns, language) + sheet.lines(first, language)
        async for some in rows:
            yield sheet.lines(some, language)

    headers = {"Content-Disposition": f'attachment; filename="{name}-{asked.first}-{asked.last}.csv"'}
    return StreamingResponse(parts(), media_type="text/csv; charset=utf-8", headers=headers)
