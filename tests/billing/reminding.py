"""Orders that fall due, and the reminders that go out of them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.billing.reminders.settings import ReminderSettings
from services.billing.usecases.find_overdue import find_overdue
from services.billing.usecases.remind import remind_overdue
from shared.clock import now
from shared.schemas.billing import PaymentReminderIssued
from shared.schemas.orders import OrderPlaced
from shared.stored_settings import save_settings
from tests.support.clock import Clock
from tests.support.orders import placed
from tests.support.service import ShopService

LATER = {"hours_between": 24, "level_1_days": 10, "level_2_days": 30, "level_2_from": "end_of_month"}


async def save(billing: ShopService, *, version: int = 0, **values: Any) -> None:
    async with billing.transaction() as tx:
        settings = ReminderSettings(**({"automatic": True, "level_3_days": 10} | LATER | values))
        await save_settings(tx, settings, expected_version=version, at=now(), by="alice")


async def order_due(billing: ShopService, on: date, clock: Clock, **more: Any) -> OrderPlaced:
    """An order of 25.00 whose invoice is due on this day, 30 days after the order."""
    clock.at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC) - timedelta(days=30)
    order = placed(placed_at=now(), **more)
    await billing.deliver(order)
    return order


async def remind(billing: ShopService) -> list[PaymentReminderIssued]:
    """What is issued now."""
    before = len(await reminders(billing))
    while not await find_overdue(billing.database):
        pass
    await remind_overdue(billing.database)
    return (await reminders(billing))[before:]


async def reminders(billing: ShopService) -> list[PaymentReminderIssued]:
    return [one for one in await billing.announced() if isinstance(one, PaymentReminderIssued)]


async def seen(billing: ShopService, order_id: UUID) -> dict[str, Any]:
    answer: dict[str, Any] = (await billing.http.get(f"/orders/{order_id}")).json()["reminders"]
    return answer
