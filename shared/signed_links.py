"""Links for people without an account: each leads to one thing, for one purpose, and ends.

What a link says is open and signed (HMAC-SHA256): whoever has it may do what it is for, and nobody guesses one. Several
secrets may be known, each by its key: the first signs, links of the others still lead on, until they are taken out.
"""

import base64
import hmac
import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.refused import Refused
from shared.schemas.written_as import WrittenAs

Key = Annotated[str, WrittenAs(r"[a-z0-9]{1,16}", 'write 1 to 16 small letters or digits, such as "k1"')]
Secret = Annotated[SecretStr, Field(min_length=32)]

_TOKEN = re.compile(r"([a-z0-9]{1,16})\.([0-9]{1,12})\.([0-9a-f]{32})\.([A-Za-z0-9_-]{43})")


def masked(text: str) -> str:
    """For staff to read: whoever sees a link in a message could act as its customer."""
    return _TOKEN.sub(r"\1.…", text) if "." in text else text


def as_copied(token: str) -> str:
    """Without what stood around it, such as the full stop of the sentence that it ended."""
    return re.sub(r"^[^a-z0-9]+|[^A-Za-z0-9_-]+$", "", token)


class BadLink(Refused):
    """Never made here, or with a secret that is known no more. It does not say which."""

    type = "bad-link"
    status = 404


class LinkExpired(Refused):
    type = "link-expired"
    status = 410


class LinkSettings(BaseSettings):
    """The same for whoever makes links and whoever they lead to; each is the variable `BACKSHOP_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="BACKSHOP_")

    link_secrets: dict[Key, Secret] = Field(
        default={},
        description='by key, such as {"k2": "…", "k1": "…"}: the first signs, the others are still taken;'
        " without any, no mail has a link",
    )


class SignedLinks:
    """Of one purpose, such as `quote`: what leads to a quote leads to no return."""

    def __init__(self, purpose: str, settings: LinkSettings) -> None:
        self._purpose = purpose
        self._secrets = {key: secret.get_secret_value().encode() for key, secret in settings.link_secrets.items()}

    def sign(self, subject: UUID, expires_at: datetime) -> str | None:
        """What the address carries; None where nobody has set a secret."""
        if not self._secrets:
            return None
        key, secret = next(iter(self._secrets.items()))
        said = f"{key}.{int(expires_at.timestamp())}.{subject.hex}"
        return f"{said}.{self._mac(secret, said)}"

    def read(self, token: str, at: datetime) -> UUID:
        """What it leads to; signs that were copied with it count for nothing. Raises BadLink and LinkExpired."""
        token = as_copied(token)
        found = _TOKEN.fullmatch(token)
        secret = self._secrets.get(found[1]) if found else None
        if found is None or secret is None:
            raise BadLink("there is no such link")
        said = token.rpartition(".")[0]
        if not hmac.compare_digest(self._mac(secret, said).encode(), found[4].encode()):
            raise BadLink("there is no such link")
        if at >= datetime.fromtimestamp(int(found[2]), UTC):
            raise LinkExpired("this link is not valid any more")
        return UUID(found[3])

    def _mac(self, secret: bytes, said: str) -> str:
        signed = hmac.new(secret, f"backshop link: {self._purpose} {said}".encode(), sha256).digest()
        return base64.urlsafe_b64encode(signed).decode().rstrip("=")
