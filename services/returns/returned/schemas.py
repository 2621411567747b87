"""What the API answers to staff."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import ConfigDict

from services.returns.orders.model import Order, OrderedLine, PartOfLine
from services.returns.pictures.model import PictureId
from services.returns.returned.claims import left_to_return
from services.returns.returned.decision_store import UnitsOfStep
from services.returns.returned.decisions import DecisionState
from services.returns.returned.fees import Fees, usual_fees
from services.returns.returned.lines import Units
from services.returns.returned.model import Return
from services.returns.returned.states import PossibleWithReturn, ReturnState, Step, WaitsFor
from services.returns.settings import ReturnSettings
from shared.schemas.event import Contract
from shared.schemas.exchanges import Exchange
from shared.schemas.returns import (
    Resolution,
    ReturnDecision,
    ReturnOrigin,
    ReturnReason,
    WhyReturned,
)
from shared.schemas.values import Line


class ReturnLineView(PartOfLine):
    """`awaited` units are still to come; `creditable` ones may be credited now, `exchangeable` ones exchanged now, and
    `exchangeable_in_advance` ones by an order that leaves before the goods are back; stock refuses `not_restocked`.
    """

    reason: WhyReturned | None
    resolution: Resolution | None
    units: tuple[Units, ...]
    freed: int
    awaited: int
    creditable: int
    not_restocked: int = 0
    exchangeable: int = 0
    exchangeable_in_advance: int = 0


class DecisionView(Contract):
    """What another service carries out, and its answer: `problem` and `detail` are why it did not.

    `document_id` and `number` are of the credit note, of the refund, or of the order that was placed in exchange, whose
    total is the `amount`. `exchange` is what that is for, and `settled` what of it counts as paid by what was credited
    for the return: null where billing has not told yet.
    """

    model_config = ConfigDict(from_attributes=True)

    decision_id: UUID
    kind: ReturnDecision
    state: DecisionState
    lines: tuple[PartOfLine, ...]
    asked_at: datetime
    asked_by: str
    answered_at: datetime | None
    amount: Decimal | None
    currency: str | None
    document_id: UUID | None
    number: str | None
    problem: str | None
    detail: str | None
    exchange: Exchange | None = None
    settled: Decimal | None = None


class ReturnView(Contract):
    """A return; the number of its order and the name of its customer are null until the placement has arrived here.

    What the shop opened itself has a `reason` and a shipment; `document_id` is the credit note of goods that were
    credited before they left. `to_refund` is what was credited for it, is not on its way back by it and does not settle
    an exchange, in `currency`, null where nothing was. `fees` are kept of a credit unless something else is said.
    `has_papers`: there are a label and a form to print. `may` names what may be done with it now.
    """

    return_id: UUID
    number: str
    order_id: UUID
    order_number: str | None
    shipment_id: UUID | None
    state: ReturnState
    reason: ReturnReason | None
    lines: tuple[ReturnLineView, ...]
    opened_at: datetime
    document_id: UUID | None = None
    version: int
    origin: ReturnOrigin
    opened_by: str | None
    remark: str | None
    comment: str | None
    decline_reason: str | None
    carrier: str | None
    tracking_number: str | None
    expires_on: date | None
    pictures: tuple[PictureId, ...]
    waits_for: WaitsFor | None
    decisions: tuple[DecisionView, ...]
    to_refund: Decimal
    currency: str | None
    fees: Fees
    has_papers: bool
    may: tuple[PossibleWithReturn, ...]
    customer_name: str | None = None


class ReturnBrief(Contract):
    """What a command answers to callers who may not read returns."""

    return_id: UUID
    number: str
    state: ReturnState
    version: int


class StepView(Contract):
    """What was done with a return; `lines` are of receptions and of what was decided of received units."""

    model_config = ConfigDict(from_attributes=True)

    step: Step
    at: datetime
    by: str
    reason: str | None
    lines: tuple[UnitsOfStep, ...]


class StepsView(Contract):
    """The oldest first."""

    return_id: UUID
    number: str
    steps: tuple[StepView, ...]


class ReturnCounts(Contract):
    """How many returns are open: neither closed nor declined nor cancelled nor over; and by what they wait for."""

    open: int
    waits_for: dict[WaitsFor, int]


class LineView(OrderedLine):
    """`shipped` is how much of `quantity` has left, `returnable` how much of that may still come back."""

    shipped: int
    returnable: int


class OrderView(Contract):
    """What may come back of an order, and what is coming back; empty until its placement has arrived here."""

    order_id: UUID
    number: str | None
    customer_reference: Line | None
    cancelled: bool
    lines: tuple[LineView, ...]
    returns: tuple[ReturnView, ...]


def return_view(one: Return, policy: ReturnSettings) -> ReturnView:
    early = not policy.goods_first
    creditable, not_restocked = one.creditable(before_reception=early), one.not_restocked
    exchangeable, in_advance = (one.exchangeable(before_reception=before) for before in (early, True))
    made_here = {"lines", "decisions", "fees", "may"}
    own = {name: getattr(one, name) for name in ReturnView.model_fields if name not in made_here}
    return ReturnView(
        **own,
        lines=tuple(
            ReturnLineView(
                **dict(line),
                awaited=line.awaited,
                creditable=creditable.get(line.line_no, 0),
                not_restocked=not_restocked.get(line.line_no, 0),
                exchangeable=exchangeable.get(line.line_no, 0),
                exchangeable_in_advance=in_advance.get(line.line_no, 0),
            )
            for line in one.lines
        ),
        decisions=tuple(DecisionView.model_validate(decision) for decision in one.decisions),
        fees=usual_fees(one, policy),
        may=one.may(before_reception=early),
    )


def order_view(order: Order, returns: Sequence[Return], policy: ReturnSettings) -> OrderView:
    returnable = left_to_return(order, returns)
    return OrderView(
        order_id=order.order_id,
        number=order.number,
        customer_reference=order.customer_reference,
        cancelled=order.cancelled,
        lines=tuple(
            LineView(
                **dict(line),
                shipped=order.units_that_left(line.line_no),
                returnable=max(returnable[line.line_no], 0),
            )
            for line in order.lines
        ),
        returns=tuple(return_view(one, policy) for one in returns),
    )
