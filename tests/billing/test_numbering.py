"""Numbers without gap or double, dates that never go back, documents that nobody can alter unseen."""

import asyncio
import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import asyncpg
import pytest

from shared.messaging.parked import drop_parked
from shared.schemas.billing import InvoiceIssued
from shared.schemas.orders import OrderPlaced
from tests.support.clock import Clock
from tests.support.orders import cancelled, placed
from tests.support.service import ShopService


async def deliver_beside(billing: ShopService, events: list[OrderPlaced], partition: int) -> None:
    """As another replica, which consumes another partition."""
    await billing.deliver_records([billing.record(event, partition=partition) for event in events])


async def numbers(billing: ShopService, series: str = "FA") -> list[tuple[str, date]]:
    async with billing.reading() as tx:
        rows = await tx.fetch(
            "SELECT number, issued_on FROM documents WHERE series = $1 ORDER BY year, position", series
        )
    return [(row["number"], row["issued_on"]) for row in rows]


async def test_replicas_that_issue_at_once_leave_no_gap_and_no_double(billing: ShopService, clock: Clock) -> None:
    clock.tick = timedelta(milliseconds=1)
    batches = [[placed() for _ in range(20)] for _ in range(8)]
    await asyncio.gather(*(deliver_beside(billing, batch, place) for place, batch in enumerate(batches)))
    assert [number for number, _ in await numbers(billing)] == [f"FA-2026-{number:06d}" for number in range(1, 161)]
    issued = [event for event in await billing.announced() if isinstance(event, InvoiceIssued)]
    assert len({event.number for event in issued}) == 160
    times = [event.issued_at for event in sorted(issued, key=lambda event: event.number)]
    assert times == sorted(times)


async def test_replicas_that_invoice_and_cancel_at_once_stay_in_step(billing: ShopService) -> None:
    first, second = [placed() for _ in range(20)], [placed() for _ in range(20)]
    await billing.deliver(*first)
    await asyncio.gather(
        deliver_beside(billing, second, 1),
        billing.deliver(*(cancelled(order) for order in first)),
    )
    assert len(await numbers(billing, "FA")) == 40
    assert [number for number, _ in await numbers(billing, "AV")] == [f"AV-2026-{n:06d}" for n in range(1, 21)]


async def test_a_number_is_not_used_up_by_a_transaction_that_fails(billing: ShopService) -> None:
    bad = placed().model_copy(update={"totals": placed().totals.model_copy(update={"net": Decimal(-1)})})
    await billing.deliver(placed(), bad, placed())
    assert [number for number, _ in await numbers(billing)] == ["FA-2026-000001", "FA-2026-000002"]
    (record,) = await billing.parked()
    assert record.state == "parked"
    async with billing.transaction() as tx:
        await drop_parked(tx, record.id)


async def test_a_clock_that_goes_back_does_not_take_the_date_of_issue_back(billing: ShopService, clock: Clock) -> None:
    await billing.deliver(placed())
    clock.at = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
    await billing.deliver(placed())
    assert await numbers(billing) == [("FA-2026-000001", date(2026, 3, 2)), ("FA-2026-000002", date(2026, 3, 2))]


async def test_each_year_counts_from_one(billing: ShopService, clock: Clock) -> None:
    await billing.deliver(placed())
    clock.at = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    await billing.deliver(placed())
    clock.at = datetime(2026, 12, 31, 23, 1, tzinfo=UTC)  # the seller's new year: it is 0:01 in Nantes
    await billing.deliver(placed())
    assert await numbers(billing) == [
        ("FA-2026-000001", date(2026, 3, 2)),
        ("FA-2026-000002", date(2026, 12, 31)),
        ("FA-2027-000001", date(2027, 1, 1)),
    ]


async def test_an_issued_document_can_be_neither_changed_nor_deleted(billing: ShopService) -> None:
    await billing.deliver(placed())
    for attempt in ("UPDATE documents SET gross = 0, net = 0, vat = 0", "DELETE FROM documents"):
        async with billing.transaction() as tx:
            with pytest.raises(asyncpg.RestrictViolationError, match="a row of documents never changes"):
                await tx.execute(attempt)


async def test_an_entry_of_the_ledger_can_be_neither_changed_nor_deleted(billing: ShopService) -> None:
    for attempt in ("UPDATE ledger SET amount = 1", "DELETE FROM ledger"):
        async with billing.transaction() as tx:
            with pytest.raises(asyncpg.RestrictViolationError, match="a row of ledger never changes"):
                await tx.execute(attempt)


async def test_every_document_carries_the_hash_of_the_one_before_it(billing: ShopService) -> None:
    await billing.deliver(placed(), placed(), placed())
    await billing.deliver(placed())
    async with billing.reading() as tx:
        rows = await tx.fetch("SELECT document, hash FROM documents WHERE series = 'FA' ORDER BY year, position")
    before = b""
    for row in rows:
        content = json.loads(row["document"])
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        before = hashlib.sha256(before + canonical).digest()
        assert row["hash"] == before
    assert len(rows) == 4
