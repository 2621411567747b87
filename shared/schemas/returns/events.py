"""What happened to returns."""

from typing import ClassVar
from uuid import UUID

from shared.json_limits import Many
from shared.schemas.event import OrderEvent
from shared.schemas.exchanges import Exchange
from shared.schemas.fulfilment import SkuQuantity
from shared.schemas.money import Amount, Currency, PositiveOrZero, VatRate
from shared.schemas.returns.values import (
    DisposedUnits,
    LateParcel,
    ReceivedUnits,
    RequestedLine,
    ReturnDecision,
    ReturnedLine,
    ReturnOrigin,
    ReturnReason,
    WayBack,
)
from shared.schemas.values import Actor, Day, Instant, Line, Text


class ReturnsEvent(OrderEvent):
    owner: ClassVar[str] = "returns"
    topic: ClassVar[str] = "returns.events"


class ReturnOpened(ReturnsEvent):
    """A return was opened for goods the customer has or will receive."""

    return_id: UUID
    number: str
    shipment_id: UUID
    reason: LateParcel
    lines: Many[SkuQuantity]
    opened_at: Instant


class ReturnOpenedV2(ReturnsEvent):
    """A return was opened for a reason that version 1 has no word for.

    Each return is told by one of the two versions: who reads both hears of all, of each once. `document_id` is the
    credit note by which the customer has the money for goods that left.
    """

    version: ClassVar[int] = 2

    return_id: UUID
    number: str
    shipment_id: UUID
    reason: ReturnReason
    document_id: UUID | None = None
    lines: Many[ReturnedLine]
    opened_at: Instant


class ReturnEvent(ReturnsEvent):
    """What happened to a return that somebody had asked for, or to one that the shop opened itself."""

    return_id: UUID
    number: str
    at: Instant
    by: Actor


class ReturnRequested(ReturnEvent):
    """Somebody asks to send goods back: a customer, or staff for one. What the shop opens itself is `ReturnOpened`.

    `comment` is the customer's.
    """

    origin: ReturnOrigin
    lines: Many[RequestedLine]
    comment: Text | None = None


class ReturnChanged(ReturnEvent):
    """Other goods come back than was said before; nothing of them was received by then.

    With an `origin` it has another from then on, and the same goods: the customer withdrew from what comes back by it.
    """

    lines: Many[RequestedLine]
    comment: Text | None = None
    origin: ReturnOrigin | None = None


class ReturnApproved(ReturnEvent):
    """The customer may send the goods, until `expires_on`. Also of one that was over, and has another day now.

    Of a withdrawal it does not end; the goods are to be sent by `send_by`.
    `way_back` is who pays for sending them; null in older events.
    """

    expires_on: Day | None = None
    send_by: Day | None = None
    way_back: WayBack | None = None
    lines: Many[RequestedLine]


class ReturnDeclined(ReturnEvent):
    """The goods are not to come back; the customer reads the reason."""

    reason: Text


class ReturnInTransit(ReturnEvent):
    """The goods are on their way back, or their parcel has another number than was said."""

    carrier: Line | None = None
    tracking_number: Line | None = None


class ReturnedGoodsReceived(ReturnEvent):
    """Goods came, or it is known that they do not. `complete`: nothing more of the return is awaited.

    What becomes of them says `ReturnedGoodsDisposed`.
    """

    reception_id: UUID
    lines: Many[ReceivedUnits]
    complete: bool


class ReturnedGoodsDisposed(ReturnEvent):
    """It is decided where received units go. Those to `restock` fulfilment puts into stock, once for a decision."""

    decision_id: UUID
    lines: Many[DisposedUnits]


class ReturnCreditDecided(ReturnEvent):
    """The units are to be credited: billing issues a credit note, once for a decision, or says why not.

    With `shipping` and `payment_costs` what is left of them is given back too, and of the units those that are not
    credited yet. `restocking_percent` of the credit of the goods, rounded to the cent, and the `postage`, in the price
    basis of the invoice, are kept.
    """

    decision_id: UUID
    lines: Many[ReturnedLine]
    shipping: bool = False
    payment_costs: bool = False
    restocking_percent: VatRate | None = None
    postage: PositiveOrZero | None = None
    reason: Text | None = None


class ReturnRefundDecided(ReturnEvent):
    """Money goes back by this means: billing records a refund, once for a decision, or says why not.

    Without an `amount` it is all that is owed. `succeeded`: the money has gone already.
    """

    decision_id: UUID
    method: Line
    amount: Amount | None = None
    reference: Line | None = None
    reason: Text | None = None
    succeeded: bool = False


class ReturnExchangeDecided(ReturnEvent):
    """The customer gets other articles for these units: an order is placed for them, once for a decision, whose id it
    has. Fulfilment sets the articles aside, or says that they are not there; then orders place it, or say why not.

    What is credited for the return settles that order, up to its sum.
    """

    decision_id: UUID
    lines: Many[ReturnedLine]
    exchange: Exchange
    reason: Text | None = None


class ReturnDecisionAnswered(ReturnEvent):
    """Another service has carried out what was decided, or does not: then `problem` and `detail` say why.

    `document_id` and `document_number` are of the credit note, the refund or the order that it made. Of an exchange it
    is told again when that changes: `settled` is what was credited for the return and counts as paid for the order.
    """

    decision_id: UUID
    decision: ReturnDecision
    done: bool
    amount: Amount | None = None
    currency: Currency | None = None
    document_id: UUID | None = None
    document_number: Line | None = None
    problem: Line | None = None
    detail: Text | None = None
    settled: Amount | None = None


class ReturnCancelled(ReturnEvent):
    """Nothing comes back; nothing had been received."""

    reason: Text | None = None


class ReturnExpired(ReturnEvent):
    """Nothing came by the day that the return was approved for."""


class ReturnClosed(ReturnEvent):
    """Nothing is left to be done. Units that were `freed` did not come, or went back to the customer, and may be
    returned another time.
    """

    freed: Many[ReturnedLine] = ()
