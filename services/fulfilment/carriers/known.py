"""The carriers that every shop knows, as `carriers.toml` has them."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from services.fulfilment.carriers.checks import CHECKS
from services.fulfilment.carriers.model import Carrier, Format, Link

DATA = Path(__file__).with_name("carriers.toml")


@cache
def known_carriers() -> tuple[Carrier, ...]:
    return tuple(_carrier(**one) for one in tomllib.loads(DATA.read_text(encoding="utf-8"))["carrier"])


def _carrier(
    *, code: str, name: str, formats: list[dict[str, Any]], links: list[dict[str, str]], home: Sequence[str] = ()
) -> Carrier:
    return Carrier(
        code,
        name,
        formats=tuple(_format(**one) for one in formats),
        links=tuple(Link(**one) for one in links),
        home=frozenset(home),
    )


def _format(*, pattern: str, check: str | None = None, prefix: bool = False) -> Format:
    return Format(re.compile(pattern), CHECKS[check] if check else None, prefix)
