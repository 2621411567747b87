"""Texts, times and languages as they stand in contracts."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, StringConstraints


def _without_control_characters(text: str) -> str:
    if any(character < " " and character not in "\t\n\r" or character == "\x7f" for character in text):
        raise ValueError("control characters are not allowed")
    return text


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("line breaks and control characters are not allowed")
    return text


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("the time is out of range") from error


def _stripped(max_length: int, *, min_length: int = 1) -> Any:
    return StringConstraints(strip_whitespace=True, min_length=min_length, max_length=max_length)


Line = Annotated[str, _stripped(200), AfterValidator(_one_line)]
"""One line of text, 1 to 200 characters: names, titles, references."""

Text = Annotated[str, _stripped(4000), AfterValidator(_without_control_characters)]
"""Free text, 1 to 4,000 characters: reasons, comments."""

NoteText = Annotated[str, _stripped(4000, min_length=0), AfterValidator(_without_control_characters)]
"""Free text, up to 4,000 characters; empty where there is nothing to note any more."""

Sku = Annotated[str, _stripped(64), AfterValidator(_one_line)]
"""Stock keeping unit, 1 to 64 characters, compared exactly."""

Actor = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_one_line)]
"""Who did it: the subject of the caller's token, or the name of a service."""

Language = Literal["en", "fr"]

Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A moment, in UTC whatever offset it came with."""

Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        max_length=254,
        pattern=r'^[^@\s<>()\[\]\\,;:"]{1,64}@[^@\s<>()\[\]\\,;:"]+\.[^@\s<>()\[\]\\,;:"]{2,}$',
    ),
    AfterValidator(_one_line),
]
