"""The totals of the days of a period, of the same rows as its journal: they agree, whatever is in them."""

from collections.abc import AsyncIterator
from datetime import date

from services.billing.journal.model import DaysTotal, RunningTotals
from services.billing.journal.store import list_booked
from shared.transaction import Database


async def list_totals(database: Database, first: date, last: date) -> AsyncIterator[list[DaysTotal]]:
    """Of the days that are complete, as often as some documents are read; days without any are left out."""
    totals = RunningTotals()
    async for booked in list_booked(database, first, last):
        totals.add(booked)
        yield totals.take(before=booked[-1].issued_on)
    yield totals.take(before=date.max)
