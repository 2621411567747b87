"""Billing on its real database, on the morning of 2 March 2026 unless a test sets the clock."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from services.billing import routes
from services.billing.app import service
from services.billing.usecases import (
    credit_cancelled_orders,
    issue_credit_note,
    issue_invoices,
    mark_paid,
    reverse_payments,
)
from shared.transaction import Database
from tests.support.service import ShopService, database_of, on_empty

billing_database = database_of(service)


@pytest.fixture
async def billing(_billing_database: Database) -> AsyncIterator[ShopService]:
    async with on_empty(service, _billing_database) as under_test:
        yield under_test
        assert await under_test.parked() == []


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
        self.tick = timedelta()

    def now(self) -> datetime:
        self.at += self.tick
        return self.at


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (routes, credit_cancelled_orders, issue_credit_note, issue_invoices, mark_paid, reverse_payments):
        monkeypatch.setattr(module, "now", clock.now)
    return clock
