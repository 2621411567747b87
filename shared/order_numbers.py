"""Numbers of orders as people write them: the one of the mail, with or without what stands before it."""

import re

_BEFORE = re.compile(
    r"(?:(?:order|commande)\s+)?(?:#|n\s*[°º]|n[or](?:\.|\s)|num[eé]ro\s|number\s)?[\s.:]*", re.IGNORECASE
)


def spellings(typed: str) -> tuple[str, ...]:
    """As it was typed, and then bare: `N° 1048`, `#1048` and `order 1048.` are `1048`."""
    as_typed = typed.strip()
    bare = as_typed[match.end() :] if (match := _BEFORE.match(as_typed)) else as_typed
    return tuple(dict.fromkeys((as_typed, bare.rstrip(" .,;:") or as_typed)))
