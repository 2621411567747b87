"""What is still to be paid of an order that is to leave: as billing says, or while that is silent, as orders knows.

By its terms of payment an order may leave before it is paid: then nobody is told.
"""

from decimal import Decimal
from typing import NamedTuple

from services.backoffice.web.service_clients import Json


class StillDue(NamedTuple):
    """`amount` is None where nothing is due; `is_known` is false where neither service says."""

    amount: str | None = None
    currency: str = ""
    is_known: bool = True

    @property
    def is_told_first(self) -> bool:
        """Whoever ships is told before, and asked."""
        return bool(self.amount) or not self.is_known


def ships_unpaid(order: Json | None) -> bool:
    """An orders service of the version before has no terms."""
    return bool(order and (order.get("terms") or {}).get("ships_unpaid"))


def still_due(order: Json | None, billing: Json | None) -> StillDue:
    if ships_unpaid(order):
        return StillDue()
    if billing and billing["currency"]:
        return _of(Decimal(billing["due"]), billing["currency"])
    if order:
        return _of(-Decimal(order["balance"]), order["currency"])
    return StillDue(is_known=False)


def charged_without_goods(order: Json | None) -> Decimal | None:
    """What stays charged, postage as a rule, where all goods were credited before they left; None of other orders."""
    if (
        order is None
        or order["still_ships"]
        or order["cancellation"]
        or not any(one["ships"] for one in order["lines"])
    ):
        return None
    credited, gross = Decimal(order["credited"]), Decimal(order["totals"]["gross"])
    return gross - credited if 0 < credited < gross else None


def _of(due: Decimal, currency: str) -> StillDue:
    return StillDue(str(due), currency) if due > 0 else StillDue()
