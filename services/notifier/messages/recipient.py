"""Whether a mail can be addressed at all: a domain that cannot exist is known before any server is asked."""

import idna

LONGEST_DOMAIN, LONGEST_LABEL = 253, 63


def is_possible(address: str) -> bool:
    domain = address.rpartition("@")[2]
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode()
        except idna.IDNAError:
            return False
    return len(domain) <= LONGEST_DOMAIN and all(map(_is_label, domain.split(".")))


def _is_label(label: str) -> bool:
    return 0 < len(label) <= LONGEST_LABEL and not label.startswith("-") and not label.endswith("-")
