"""By which means money goes back: by that it came by, unless somebody says otherwise."""

from collections.abc import Iterable
from decimal import Decimal

from services.backoffice.web.service_clients import Json

EXCHANGE = "exchange"
"""What was credited before settled it so: no money came, and none goes back by it."""


def came_by(ledger: Iterable[Json]) -> str:
    """The means of the oldest payment of which something may still go back; nothing where none is known."""
    paid = (one for one in ledger if Decimal(one.get("refundable") or 0))
    return next((one["method"] for one in paid if one["method"] and one["method"] != EXCHANGE), "")
