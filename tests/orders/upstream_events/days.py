"""When the other services say that something happened."""

from datetime import UTC, date, datetime

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = date(2026, 3, 2)
