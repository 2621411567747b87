"""By what reminders are decided: the settings, and which day and hour it is where the seller is."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from services.billing.reminders.settings import ReminderSettings
from services.billing.settings import SellerSettings
from shared.clock import now
from shared.stored_settings import get_settings
from shared.transaction import Queries


class Today(NamedTuple):
    settings: ReminderSettings
    seller: SellerSettings
    at: datetime

    @property
    def day(self) -> date:
        return self.seller.date_of(self.at)

    @property
    def is_time(self) -> bool:
        return self.at.astimezone(self.seller.time_zone).hour >= self.settings.from_hour

    @property
    def guard(self) -> datetime:
        """Who was reminded since then is not reminded again."""
        return self.at - timedelta(hours=self.settings.hours_between)


async def read_today(queries: Queries) -> Today:
    return Today(await get_settings(queries, ReminderSettings), await get_settings(queries, SellerSettings), now())
