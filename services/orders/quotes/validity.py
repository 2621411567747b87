"""Until when a quote may be accepted where nobody says: to the end of a day of the shop."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = 30


def usual_end(at: datetime, time_zone: ZoneInfo) -> datetime:
    return datetime.combine(at.astimezone(time_zone).date() + timedelta(days=DAYS), time(23, 59, 59), time_zone)
