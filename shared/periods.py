"""Periods of whole days that somebody asks about."""

from datetime import date

from shared.refused import Refused


class BadPeriod(Refused):
    type = "bad-period"
    status = 422


def days_in(first: date, last: date, *, most: int) -> int:
    """How many there are, the first and the last included. Raises BadPeriod."""
    if last < first:
        raise BadPeriod(f"a period from {first} cannot end on {last}", field="to")
    number = (last - first).days + 1
    if number > most:
        raise BadPeriod(f"a period of {number} days is too long; ask for at most {most}", field="to", limit=most)
    return number
