"""What the shop keeps of a return's credit, unless something else is said."""

from decimal import Decimal

from pydantic import ConfigDict

from services.returns.returned.model import Return
from services.returns.settings import ReturnSettings
from shared.schemas.event import Contract
from shared.schemas.money import Amount, VatRate
from shared.schemas.returns import ReturnOrigin, WayBack, WhyReturned


class Fees(Contract):
    """`restocking_percent` of the credited goods, and the `postage` of the way back, in the order's price basis."""

    model_config = ConfigDict(from_attributes=True)

    restocking_percent: VatRate
    postage: Amount


OF_THE_SHOP = frozenset({WhyReturned.DEFECTIVE, WhyReturned.DAMAGED_IN_TRANSIT, WhyReturned.WRONG_ARTICLE})
"""Reasons for which no customer pays: what came was not what was sold."""

NONE = Fees(restocking_percent=Decimal(0), postage=Decimal(0))


def usual_fees(one: Return, policy: ReturnSettings) -> Fees:
    """Of a withdrawal nothing is kept, whatever the policy says; nor of what comes back by a fault of the shop."""
    faults = [line.reason in OF_THE_SHOP for line in one.lines]
    if one.origin is ReturnOrigin.WITHDRAWAL or all(faults):
        return NONE
    return Fees.model_validate(policy).model_copy(update={"postage": Decimal(0)} if any(faults) else {})


def way_back(one: Return, policy: ReturnSettings) -> WayBack:
    """Who pays for sending it: the shop, where any of it is its fault, or where it opened the return itself."""
    faulty = one.origin is ReturnOrigin.SHOP or any(line.reason in OF_THE_SHOP for line in one.lines)
    return WayBack.SHOP if faulty else policy.way_back
