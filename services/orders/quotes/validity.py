"""Until when a quote may be accepted where nobody says: to the end of a day of the shop."""

from datetime import UTC, datetime, time, timedelta

from services.orders.quotes.settings import QuoteSettings
from services.orders.settings import ShopSettings
from shared.stored_settings import get_settings
from shared.transaction import Queries


async def usual_end(queries: Queries, at: datetime) -> datetime:
    """Of one that is begun then."""
    return await end_after(queries, at, days=(await get_settings(queries, QuoteSettings)).valid_days)


async def end_after(queries: Queries, at: datetime, *, days: int) -> datetime:
    time_zone = (await get_settings(queries, ShopSettings)).time_zone
    day = at.astimezone(time_zone).date() + timedelta(days)
    return datetime.combine(day, time(23, 59, 59), time_zone).astimezone(UTC)
