"""The proof that a form comes from our page and not from another site's."""

import hmac
import secrets
from hashlib import sha256

from fastapi import Request

from services.backoffice.settings import backoffice_settings
from shared.refused import Refused


class ForgedForm(Refused):
    type = "forged-form"
    status = 403


def form_proof(token: str) -> str:
    """What a form of this session carries; another at each call, so that compression gives nothing away."""
    nonce = secrets.token_hex(8)
    return f"{nonce}.{_proof(token, nonce)}"


def check_form(token: str, proof: str) -> None:
    """Raises ForgedForm unless `form_proof` made it for this session."""
    nonce, _, given = proof.partition(".")
    if not hmac.compare_digest(given.encode(), _proof(token, nonce).encode()):
        raise ForgedForm("this form is not of your session: load the page again and repeat")


def check_key(key: str) -> None:
    """Raises ForgedForm for a key that no page gives: it could not be sent to a service."""
    if key and not (key.isascii() and key.isprintable()):
        raise ForgedForm("the key of this form is not one that a page gives: load the page again and repeat")


def check_origin(request: Request) -> None:
    """Raises ForgedForm where the browser says that the form stood on another site.

    Behind a proxy the page's origin is the public one, which the proxy may or may not pass on as the host. A browser
    that sends no referrers keeps the origin to itself ("null"), and still says that the site is the same.
    """
    site, origin = request.headers.get("sec-fetch-site", ""), request.headers.get("origin", "")
    ours = {f"http://{request.headers.get('host', '')}", f"https://{request.headers.get('host', '')}"}
    known = {"", backoffice_settings().public_url} | ours | ({"null"} if site == "same-origin" else set())
    if site not in ("", "same-origin", "none") or origin not in known:
        raise ForgedForm("this form comes from another site")


def _proof(token: str, nonce: str) -> str:
    secret = backoffice_settings().secret.get_secret_value()
    return hmac.new(secret.encode(), f"form {nonce} {token}".encode(errors="replace"), sha256).hexdigest()
