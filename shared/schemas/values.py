"""Texts, times and languages as they stand in contracts."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from shared.mail_addresses import deliverable
from shared.schemas.written_as import WrittenAs

_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_NOT_IN_A_LINE = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_NONCHARACTERS}]")
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_PLAIN_SPACES = dict.fromkeys(
    map(ord, "\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " "
)
_SEEN = re.compile(  # ignorable by default in Unicode, spaces, and letters that are blank
    "[^\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U00013430-\U00013442\U00016fe4\U0001bca0-\U0001bca3"
    "\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]")  # what follows is read by who knows more of it
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)

_SPACED = {ord("\n"): " ", ord("\t"): " "}


def is_one_line(text: str) -> bool:
    """Whether it has nothing but what a line may show: no control, line separator, lone surrogate or noncharacter.

    Joiners, direction marks, variation selectors and characters newer than this Python stay.
    """
    return text.isprintable() or not _NOT_IN_A_LINE.search(text)


def one_line(text: str) -> str:
    """With plain spaces for no-break, ideographic and other spaces. Raises ValueError where it is not one line."""
    if text.isprintable():
        return text if _SEEN.search(text) else _with_something_to_see(text)
    if _NOT_IN_A_LINE.search(text):
        raise ValueError("line breaks and control characters are not allowed")
    return _with_something_to_see(text.translate(_PLAIN_SPACES))


def lines(text: str) -> str:
    """As `one_line`, but with tabs and lines, which end with a line feed."""
    if text.isprintable():
        return _with_something_to_see(text)
    text = _LINE_BREAK.sub("\n", text)
    if _NOT_IN_A_LINE.search(text.translate(_SPACED)):
        raise ValueError("control characters are not allowed")
    return _with_something_to_see(text.translate(_PLAIN_SPACES))


def _at_most_two_lines(text: str) -> str:
    several = [line.strip() for line in lines(text).replace("\t", " ").split("\n")]
    if len(written := [line for line in several if shows(line)]) > 2:
        raise ValueError("an address line holds two lines at most")
    return "\n".join(written)


def shows(text: str) -> bool:
    """Whether at least one character of it is seen: spaces, joiners, marks of direction and blank letters are not."""
    return _SEEN.search(text) is not None


def _with_something_to_see(text: str) -> str:
    if text and not shows(text):
        raise PydanticCustomError("nothing_to_see", "there is nothing to see in it")
    return text


def _written_moment(value: Any) -> Any:
    """A number is none: it would be taken for seconds, or milliseconds, since 1970."""
    if isinstance(value, datetime) or (isinstance(value, str) and _MOMENT.match(value)):
        return value
    raise ValueError('write a date, a time and its offset, as in "2026-03-02T10:00:00+01:00"')


def _written_day(value: Any) -> Any:
    if type(value) is date or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError('write a date as in "2026-03-02"')


def _vat_number(text: str) -> str:
    number = re.sub(r"[ .-]", "", one_line(text)).upper()
    if not re.fullmatch(r"[A-Z]{2}(?=.*[0-9])[0-9A-Z+*]{2,13}", number):
        raise ValueError('write a VAT number with its country\'s letters, such as "FR44732829320"')
    return number


def _in_utc(at: datetime) -> datetime:
    """Of the years of a `Day`: whoever adds to a moment, or shows it elsewhere on earth, needs no limits."""
    if not FIRST_DAY.year <= at.year <= LAST_DAY.year:
        raise ValueError(f"the time is out of range: write a year from {FIRST_DAY.year} to {LAST_DAY.year}")
    return at.astimezone(UTC)


def _stripped(max_length: int, *, min_length: int = 1) -> Any:
    return StringConstraints(strip_whitespace=True, min_length=min_length, max_length=max_length)


Line = Annotated[str, _stripped(200), AfterValidator(one_line)]
"""One line of text, 1 to 200 characters: names, titles, references."""

VatNumber = Annotated[str, _stripped(30), AfterValidator(_vat_number)]
"""Of a business, with its country's letters: FR 44 732 829 320 is FR44732829320. Whether it exists is not asked."""

AddressLine = Annotated[str, _stripped(200), AfterValidator(_at_most_two_lines)]
"""A line of an address, 1 to 200 characters, which may itself be of two lines: a street, what leads to the door."""

Text = Annotated[str, _stripped(4000), AfterValidator(lines)]
"""Free text, 1 to 4,000 characters: reasons, comments."""

Letter = Annotated[str, _stripped(10_000), AfterValidator(lines)]
"""What is written to somebody, 1 to 10,000 characters."""

NoteText = Annotated[str, _stripped(4000, min_length=0), AfterValidator(lines)]
"""Free text, up to 4,000 characters; empty where there is nothing to note any more."""

Sku = Annotated[str, _stripped(64), AfterValidator(one_line)]
"""Stock keeping unit, 1 to 64 characters, compared exactly."""

Flag = Annotated[bool, Field(strict=True)]
"""In what is asked for: true or false. A word such as "no", sent as text, is neither."""

Actor = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(one_line)]
"""Who did it: the subject of the caller's token, or the name of a service."""

Language = Literal["en", "fr"]

Instant = Annotated[AwareDatetime, BeforeValidator(_written_moment), AfterValidator(_in_utc)]
"""A moment, written as ISO 8601 with an offset, and in UTC whatever offset it came with."""

Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY), BeforeValidator(_written_day)]
"""A day of the calendar, written as ISO 8601."""

Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254),
    WrittenAs(
        r'^[^@\s<>()\[\]\\,;:"]{1,64}@[^@\s<>()\[\]\\,;:"]+\.[^@\s<>()\[\]\\,;:"]{2,}$',
        'write an address such as "camille@shop.example"',
    ),
    AfterValidator(one_line),
]

DeliverableEmail = Annotated[Email, AfterValidator(deliverable)]
"""As it is asked for where it enters, with a domain that there can be; what is stored already is read as an `Email`."""
