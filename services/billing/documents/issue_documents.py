"""Issuing documents: consecutive numbers, dates that never go back, and the chain of hashes of each series."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from services.billing.documents import store
from services.billing.documents.model import DocumentKind, Draft, canonical, chained, number
from services.billing.documents.store import Numbered, SeriesEnd
from services.billing.settings import Issuing, Series
from shared.postgres.transient import NotReadyYet
from shared.transaction import Tx


async def issue_documents(
    tx: Tx,
    series: Series,
    drafts: Sequence[Draft],
    settings: Issuing,
    *,
    at: datetime,
    due: Mapping[UUID, date] | None = None,
) -> list[Numbered]:
    """Issue these drafts under the next numbers of the series, in their order.

    `due` has the days by which invoices are to be paid, of orders that have one of their own. Locks the series until
    the transaction ends, so it is called last.
    """
    if not drafts:
        return []
    end = await _lock(tx, series, settings, at)
    issued_at = max(at, end.last_issued_at)
    issued_on = settings.seller.date_of(issued_at)
    position, hashed = end.last_position, end.last_hash
    issued: list[Numbered] = []
    for draft in drafts:
        position += 1
        document = draft.issue(
            number=number(end.prefix, end.year, position),
            issued_at=issued_at,
            issued_on=issued_on,
            due_on=_due_on(draft, issued_on, settings, due or {}),
        )
        json = canonical(document)
        hashed = chained(hashed, json)
        issued.append(Numbered(document, position, json.decode(), hashed))
    end = replace(end, last_position=position, last_issued_at=issued_at, last_hash=hashed)
    await store.insert_documents(tx, issued, end=end, issued_on=issued_on)
    return issued


async def issue_brought_over(
    tx: Tx,
    series: Series,
    drafts: Sequence[Draft],
    settings: Issuing,
    *,
    at: datetime,
    brought_over: Mapping[UUID, datetime],
    due: Mapping[UUID, date] | None = None,
) -> list[Numbered]:
    """As `issue_documents`, where some of the orders are brought over: their documents bear the time of that.

    None is dated before the last document of its series, of whatever year: once a shop issues documents, what is
    brought over is dated from there on.
    """
    entity, prefix = settings.seller.legal_entity, settings.invoices.prefix(series)
    past = sorted((one for one in drafts if one.order_id in brought_over), key=lambda one: brought_over[one.order_id])
    issued: list[Numbered] = []
    for draft in past:
        last = await store.find_last_issued_at(tx, entity, prefix)
        then = min(brought_over[draft.order_id], at)
        issued += await issue_documents(tx, series, [draft], settings, at=max(then, last or then))
    rest = [one for one in drafts if one.order_id not in brought_over]
    return issued + await issue_documents(tx, series, rest, settings, at=at, due=due)


def _due_on(draft: Draft, issued_on: date, settings: Issuing, due: Mapping[UUID, date]) -> date | None:
    if draft.kind is not DocumentKind.INVOICE:
        return None
    usual = settings.invoices.due_on(issued_on)
    return max(due.get(draft.order_id, usual), issued_on)


async def _lock(tx: Tx, series: Series, settings: Issuing, at: datetime) -> SeriesEnd:
    entity, prefix, year = (
        settings.seller.legal_entity,
        settings.invoices.prefix(series),
        settings.seller.date_of(at).year,
    )
    end = await store.lock_series(tx, entity, prefix, year)
    if end is None:  # the first document of a year
        await store.insert_series(tx, SeriesEnd(entity, series, prefix, year, 0, at, b""))
        end = await store.lock_series(tx, entity, prefix, year)
    assert end is not None
    if end.series is not series:  # as the environment has it, or since staff have changed it a moment ago
        raise NotReadyYet(f"the prefix {prefix} is that of {end.series} already, and cannot be that of {series}")
    return end
