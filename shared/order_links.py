"""The link by which customers follow their order: in each mail about it, to one page, for a year."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from shared.signed_links import LinkSettings, SignedLinks, as_copied

LASTS = timedelta(days=365)
"""As long as somebody may ask for what the law or a guarantee gives; each mail has a newer one."""


class OrderLinks:
    def __init__(self, settings: LinkSettings) -> None:
        self._links = SignedLinks("order", settings)

    def path(self, order_id: UUID, at: datetime, page: str = "") -> str | None:
        """Of the page, or of one below it, below the address of the back office; None where nobody has set a secret."""
        token = self._links.sign(order_id, at + LASTS)
        return token and f"/order{page}?link={token}"

    def read(self, token: str, at: datetime) -> tuple[UUID, datetime]:
        """The order, and when the link was made, to the second. Raises BadLink and LinkExpired."""
        order_id = self._links.read(token, at)
        return order_id, datetime.fromtimestamp(int(as_copied(token).split(".")[1]), UTC) - LASTS
