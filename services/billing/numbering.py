"""Issuing documents: consecutive numbers, times that never go back, and the chain of hashes of their series."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from services.billing import store
from services.billing.document import Document, DocumentKind, Draft, Series, canonical, chained, number
from services.billing.settings import seller_settings
from services.billing.store import Numbered, SeriesEnd
from shared.transaction import Tx


def local_date(at: datetime) -> date:
    """The day it is where the seller is."""
    return at.astimezone(seller_settings().time_zone).date()


async def issue(tx: Tx, series: Series, drafts: Sequence[Draft], *, at: datetime) -> list[Document]:
    """Give these drafts the next numbers of the series, in their order.

    Locks the series until the transaction ends, so call it last.
    """
    if not drafts:
        return []
    end = await _lock(tx, series, at)
    issued_at = max(at, end.last_issued_at)
    issued_on = local_date(issued_at)
    position, hashed = end.last_position, end.last_hash
    issued: list[Numbered] = []
    for draft in drafts:
        position += 1
        document = draft.issue(
            number=number(series, end.year, position),
            issued_at=issued_at,
            issued_on=issued_on,
            due_on=_due_on(draft.kind, issued_on),
        )
        json = canonical(document)
        hashed = chained(hashed, json)
        issued.append(Numbered(document, position, json.decode(), hashed))
    end = replace(end, last_position=position, last_issued_at=issued_at, last_hash=hashed)
    await store.add_documents(tx, issued, end=end, issued_on=issued_on)
    return [numbered.document for numbered in issued]


async def _lock(tx: Tx, series: Series, at: datetime) -> SeriesEnd:
    legal_entity, year = seller_settings().legal_entity, local_date(at).year
    end = await store.lock_series(tx, legal_entity, series, year)
    if end is None:  # the first document of a year
        await store.begin_series(tx, SeriesEnd(legal_entity, series, year, 0, at, b""))
        end = await store.lock_series(tx, legal_entity, series, year)
    assert end is not None
    return end


def _due_on(kind: DocumentKind, issued_on: date) -> date | None:
    return issued_on + timedelta(days=seller_settings().payment_days) if kind is DocumentKind.INVOICE else None
