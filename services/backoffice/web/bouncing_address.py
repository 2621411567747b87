"""Whether mails to a customer's address come back."""

from services.backoffice.web.actions import content_or_none
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Visit


async def bouncing_address(visit: Visit, email: str | None) -> Json | None:
    """The address, since when, and the message that showed it; None where mails arrive, as far as that is known."""
    if not email:
        return None
    found = await content_or_none(visit, "notifier", "/undeliverable", address=email)
    return next(iter(found["items"]), None) if found else None
