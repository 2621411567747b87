"""Carriers: whose a tracking number may be, best first, whether its check digit is right, and where it is tracked."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, NamedTuple
from urllib.parse import quote

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from services.fulfilment.carriers.checks import Check
from shared.bidi import turns
from shared.schemas.values import Line


def _without_turns(name: str) -> str:
    if turns(name):
        raise PydanticCustomError("turns_text", "hidden marks that turn the direction of text are not allowed")
    return name


CarrierName = Annotated[Line, AfterValidator(_without_turns)]
"""As it is typed; one that is stored may be from before that was refused."""

_NOT_OF_A_NUMBER = re.compile(r"[\s._\-\u00ad\u2010-\u2015\u2212\u200b-\u200f\u2060\ufeff]")

FILLED_IN = re.compile(r"\{(n|postcode|country|lang)\}")
"""What a link is filled in with."""


class Match(StrEnum):
    """What a number has in common with a carrier's, the most telling first."""

    PREFIX = "prefix"
    CHECK_DIGIT = "check_digit"
    SHAPE = "shape"


class CheckDigit(StrEnum):
    """`none`: numbers of this shape have none that is known. A wrong one is mistyped, as a rule."""

    RIGHT = "right"
    NONE = "none"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Format:
    """A shape of numbers. The check is of the pattern's group; `prefix`: no other carrier has the like."""

    pattern: re.Pattern[str]
    check: Check | None = None
    prefix: bool = False

    def fit(self, number: str) -> "Fit | None":
        found = self.pattern.fullmatch(number)
        if not found:
            return None
        if self.check is None:
            return Fit(Match.PREFIX if self.prefix else Match.SHAPE, CheckDigit.NONE)
        digit = CheckDigit.RIGHT if self.check(found[1]) else CheckDigit.WRONG
        return Fit(Match.PREFIX if self.prefix else Match.CHECK_DIGIT, digit)


class Fit(NamedTuple):
    """How a number fits a carrier's; the least is the best."""

    match: Match
    check_digit: CheckDigit

    @property
    def rank(self) -> tuple[bool, int, int]:
        """A wrong check digit without a prefix of its own is as good as none at all: behind what only has the shape."""
        wrong = self.check_digit is CheckDigit.WRONG
        return wrong and self.match is not Match.PREFIX, list(Match).index(self.match), wrong


@dataclass(frozen=True, slots=True)
class Link:
    """Where a number is tracked; of one country or language alone where it says so."""

    link: str
    country: str | None = None
    language: str | None = None

    def filled_in(self, values: Mapping[str, str]) -> str | None:
        """None where it is for others, or needs what is not known."""
        if self.country not in (None, values.get("country")) or self.language not in (None, values.get("lang")):
            return None
        if not set(FILLED_IN.findall(self.link)) <= values.keys():
            return None
        return FILLED_IN.sub(lambda found: quote(values[found[1]], safe=""), self.link)


@dataclass(frozen=True, slots=True)
class Carrier:
    """`first`: the shop ships with it, so that it comes before the others; `own`: the shop alone knows it."""

    code: str
    name: str
    formats: tuple[Format, ...] = ()
    links: tuple[Link, ...] = ()
    home: frozenset[str] = frozenset()
    first: bool = False
    own: bool = False

    def fit(self, number: str) -> Fit | None:
        """Of a number without spaces and the like; None where it is not like this carrier's."""
        fits = [fit for one in self.formats if (fit := one.fit(number))]
        return min(fits, key=lambda fit: fit.rank, default=None)

    def link(
        self, number: str, *, postcode: str | None = None, country: str | None = None, language: str | None = None
    ) -> str | None:
        """Where a parcel is tracked that goes to this postcode and country; None where the carrier has no such page."""
        postcode = "".join((postcode or "").split())
        known = {"n": normalised(number), "postcode": postcode, "country": country, "lang": language}
        values = {name: value for name, value in known.items() if value}
        return next((filled for one in self.links if (filled := one.filled_in(values))), None)

    def check_digit(self, number: str) -> CheckDigit:
        fit = self.fit(normalised(number))
        return fit.check_digit if fit else CheckDigit.NONE


class Candidate(NamedTuple):
    """A carrier whose number it may be, and why."""

    carrier: Carrier
    fit: Fit


@dataclass(frozen=True, slots=True)
class Carriers:
    """All that a shop knows, its own first."""

    all: tuple[Carrier, ...]

    def __iter__(self) -> Iterator[Carrier]:
        return iter(self.all)

    def find(self, code: str | None) -> Carrier | None:
        """None where it is not known, or not any more."""
        return next((one for one in self.all if one.code == code), None)

    def propose(self, number: str, *, country: str | None = None) -> list[Candidate]:
        """Whose it may be, best first; among equals, who is at home in the country that it goes to. Often none."""
        number = normalised(number)
        fits = [Candidate(one, fit) for one in self.all if (fit := one.fit(number))]
        return sorted(fits, key=lambda it: _order(it, country))


def _order(candidate: Candidate, country: str | None) -> tuple[bool, bool, tuple[bool, int, int], bool]:
    rank, carrier = candidate.fit.rank, candidate.carrier
    return rank[0], not carrier.first, rank, country not in carrier.home


def normalised(number: str) -> str:
    """As carriers write it, however it was typed or copied: in capitals, without spaces, dots and dashes."""
    return _NOT_OF_A_NUMBER.sub("", unicodedata.normalize("NFKC", number)).upper()
