"""The domain of a mail address as servers know it: IDNA 2008, by which `straße` and `strasse` are two names."""

import re
import unicodedata

import idna

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", re.IGNORECASE)
_DOTS = re.compile("[。．｡]")  # as they are typed in Japanese and Chinese
_WITHOUT_DOTS = ("gmail.com", "googlemail.com")
"""Whose dots before the @ mean nothing; both are one."""
_LONGEST_LABEL, _LONGEST_DOMAIN = 63, 253


def ascii_domain(domain: str) -> str:
    """Raises ValueError, which says what is wrong, where no mail server can have this name."""
    labels = _DOTS.sub(".", domain).split(".")
    if "" in labels:
        raise ValueError("the domain has a dot too many")
    if len(labels) < 2:
        raise ValueError("the domain has no ending such as .com")
    written = ".".join(labels if domain.isascii() else _encoded(".".join(labels)))
    for label in written.split("."):
        if len(label) > _LONGEST_LABEL:
            raise ValueError(f"a part of the domain is longer than {_LONGEST_LABEL} characters")
        if not _LABEL.fullmatch(label):
            raise ValueError("a part of the domain has other characters than letters, digits and hyphens between them")
    if written.rpartition(".")[2].isdecimal():
        raise ValueError("the ending of the domain is a number")
    if len(written) > _LONGEST_DOMAIN:
        raise ValueError(f"the domain is longer than {_LONGEST_DOMAIN} characters")
    return written


def ascii_address(address: str) -> str:
    """With its domain as servers know it, where there can be such a server; else as it is, and no server takes it.

    A local part with other letters stays as it is (SMTPUTF8).
    """
    local_part, _, domain = address.rpartition("@")
    try:
        return f"{local_part}@{ascii_domain(domain)}"
    except ValueError:
        return address


def mailbox_of(address: str) -> str:
    """Who gets what is sent to it, to count by: of one mailbox there are as many addresses as somebody likes."""
    local_part, _, domain = ascii_address(address.lower()).rpartition("@")
    mailbox = local_part.partition("+")[0]
    if domain in _WITHOUT_DOTS:
        return f"{mailbox.replace('.', '')}@{_WITHOUT_DOTS[0]}"
    return f"{mailbox}@{domain}"


def deliverable(address: str) -> str:
    """The address as it is. Raises ValueError where there can be none of it."""
    local_part, _, domain = address.rpartition("@")
    if "" in local_part.split("."):
        raise ValueError("the part before the @ has a dot too many")
    if any(unicodedata.category(letter)[0] in "CZ" for letter in address):
        raise ValueError("an address has no letters that cannot be seen")
    ascii_domain(domain)
    return address


def _encoded(domain: str) -> list[str]:
    try:
        # Capitals and wide letters are written small first; without `transitional`, ß and ς stay letters of their own.
        return idna.encode(domain, uts46=True).decode().split(".")
    except idna.IDNAError as error:
        raise ValueError("the domain has parts too long or letters that no domain can have") from error
