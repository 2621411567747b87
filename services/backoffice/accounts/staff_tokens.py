"""The tokens staff call the services with: short-lived, with the scopes of the role, made when needed."""

import time

from services.backoffice.accounts.model import SCOPES, Staff
from shared.tokens import mint

TTL_S = 600
LEFT_S = 60
"""A token is replaced this long before it expires."""


class StaffTokens:
    def __init__(self, private_key: str) -> None:
        self._private_key = private_key
        self._minted: dict[tuple[str, str], tuple[float, str]] = {}

    def of(self, staff: Staff) -> str:
        """Its subject is the member's e-mail address: what the services write into their histories."""
        known = self._minted.get((staff.email, staff.role))
        if known and known[0] > time.monotonic():
            return known[1]
        token = mint(self._private_key, subject=staff.email, scopes=SCOPES[staff.role], ttl_s=TTL_S)
        self._minted[staff.email, staff.role] = (time.monotonic() + TTL_S - LEFT_S, token)
        return token
