"""What customers print of a return: the label for the parcel, and the form that lies in it."""

from dataclasses import dataclass
from enum import StrEnum

from services.returns.orders.model import Order
from services.returns.returned.fees import way_back
from services.returns.returned.model import Return
from services.returns.returned.states import ReturnState
from services.returns.settings import ReturnAddress, ReturnSettings
from shared.refused import Refused
from shared.schemas.returns import WayBack
from shared.schemas.values import Language


class PaperKind(StrEnum):
    LABEL = "label"
    FORM = "form"


_WHY_NOT = {
    ReturnState.REQUESTED: "is not approved yet: its label and its form are there once it is",
    ReturnState.DECLINED: "is declined: nothing of it is to be sent back",
    ReturnState.CANCELLED: "is cancelled: nothing of it is to be sent back",
    ReturnState.EXPIRED: "is over: approve it again before its goods are sent",
    ReturnState.RECEIVED: "is received: nothing more of it is to be sent back",
    ReturnState.CLOSED: "is closed: nothing more of it is to be sent back",
}


class NotToBeSent(Refused):
    type = "not-to-be-sent"


@dataclass(frozen=True, slots=True)
class ToPrint:
    """Of an order from before its customer was kept, the sender is left to be filled in by hand."""

    kind: PaperKind
    one: Return
    order: Order
    to: ReturnAddress
    way_back: WayBack

    @property
    def language(self) -> Language:
        return self.order.sender.language if self.order.sender else "fr"


def to_print(kind: PaperKind, one: Return, order: Order, policy: ReturnSettings) -> ToPrint:
    """Raises NotToBeSent."""
    if not one.has_papers:
        raise NotToBeSent(f"return {one.number} {_WHY_NOT[one.state]}")
    return ToPrint(kind, one, order, policy.address, way_back(one, policy))
