"""What the shop keeps of a return's credit, unless something else is said."""

from decimal import Decimal

from pydantic import ConfigDict

from services.returns.settings import ReturnSettings
from shared.schemas.event import Contract
from shared.schemas.money import Amount, VatRate
from shared.schemas.returns import ReturnOrigin


class Fees(Contract):
    """`restocking_percent` of the credited goods, and the `postage` of the way back, in the order's price basis."""

    model_config = ConfigDict(from_attributes=True)

    restocking_percent: VatRate
    postage: Amount


NONE = Fees(restocking_percent=Decimal(0), postage=Decimal(0))


def usual_fees(origin: ReturnOrigin, policy: ReturnSettings) -> Fees:
    """Of a withdrawal nothing is kept, whatever the policy says."""
    return NONE if origin is ReturnOrigin.WITHDRAWAL else Fees.model_validate(policy)
