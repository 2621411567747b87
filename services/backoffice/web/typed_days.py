"""Days that something was on, as people choose them in forms."""

from datetime import date, datetime, time, timedelta

from services.backoffice.settings import backoffice_settings
from services.backoffice.web.typed_numbers import NumberRefused
from services.backoffice.web.visit import Form
from services.backoffice.wording.texts import marked as _
from shared.clock import now

_PAST_DAY = _("Give a day up to today")
_COMING_DAY = _("Give a day from today on")


def noon_or_none(form: Form, name: str) -> str | None:
    """The moment that stands for a day where nobody knows the time; None for today, or where none was given.

    Raises NumberRefused for what is no day, or in the future.
    """
    typed = form[name].strip()
    zone = backoffice_settings().time_zone
    today = now().astimezone(zone).date()
    try:
        day = date.fromisoformat(typed) if typed else today
    except ValueError as error:
        raise NumberRefused(name, _PAST_DAY, {}) from error
    if day > today:
        raise NumberRefused(name, _PAST_DAY, {})
    return None if day == today else datetime(day.year, day.month, day.day, 12, tzinfo=zone).isoformat()


def end_of_day(form: Form, name: str) -> str:
    """The moment at which a day is over. Raises NumberRefused for what is no day, or is over."""
    zone = backoffice_settings().time_zone
    try:
        over = datetime.combine(date.fromisoformat(form[name].strip()) + timedelta(days=1), time(), zone)
    except (ValueError, OverflowError) as error:
        raise NumberRefused(name, _COMING_DAY, {}) from error
    if over <= now():
        raise NumberRefused(name, _COMING_DAY, {})
    return over.isoformat()


def last_day_before(moment: str) -> date:
    """The day that ends then, or that it is in."""
    return (
        (datetime.fromisoformat(moment) - timedelta(microseconds=1)).astimezone(backoffice_settings().time_zone).date()
    )
