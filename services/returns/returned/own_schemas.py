"""What the API answers to customers: what they may ask for, and what became of their returns."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import ConfigDict

from services.returns.orders.model import Order, OrderedLine, PartOfLine
from services.returns.pictures.model import PictureId
from services.returns.returned.claims import asked_until, left_to_return, why_not
from services.returns.returned.decisions import DecisionState
from services.returns.returned.lines import ReturnLine
from services.returns.returned.model import Return
from services.returns.returned.own import customer_may
from services.returns.returned.states import PossibleWithReturn, ReturnState
from services.returns.settings import ReturnAddress, ReturnSettings, ShopTime
from shared.schemas.event import Contract
from shared.schemas.returns import (
    Disposition,
    Resolution,
    ReturnDecision,
    ReturnOrigin,
    UnitOutcome,
    WayBack,
    WhyReturned,
)
from shared.schemas.values import Line


class OfferedLine(PartOfLine):
    """`quantity` may be asked for, `until` the end of that day, null where it is not known when the goods came.

    `problem` and `detail` say why nothing of the line may be asked for.
    """

    title: Line
    until: datetime | None
    problem: str | None
    detail: str | None


class OwnLineView(PartOfLine):
    """What became of its units, as far as it is the customer's: those `sent_back` came and go to the customer again."""

    title: Line
    reason: WhyReturned | None
    resolution: Resolution | None
    received: int
    lost: int
    short: int
    wrong_article: int
    sent_back: int


class OwnDecisionView(Contract):
    """A credit note, a refund and the like that were decided: `number` is of the document, once it is done."""

    model_config = ConfigDict(from_attributes=True)

    kind: ReturnDecision
    state: DecisionState
    amount: Decimal | None
    currency: str | None
    document_id: UUID | None
    number: str | None


class OwnReturnView(Contract):
    """A return as its customer sees it; `has_papers`: there are a label and a form to print.

    `may` is what the customer may do with it now.
    """

    model_config = ConfigDict(from_attributes=True)

    return_id: UUID
    number: str
    state: ReturnState
    origin: ReturnOrigin
    version: int
    opened_at: datetime
    lines: tuple[OwnLineView, ...]
    comment: str | None
    decline_reason: str | None
    carrier: str | None
    tracking_number: str | None
    expires_on: date | None
    pictures: tuple[PictureId, ...]
    decisions: tuple[OwnDecisionView, ...]
    has_papers: bool
    may: tuple[PossibleWithReturn, ...]


class OfferView(Contract):
    """What a customer may ask for, by the shop's policy, who pays for sending it back, what is kept of the price, and
    what comes back already, the newest first.
    """

    order_id: UUID
    number: str | None
    lines: tuple[OfferedLine, ...]
    reasons: tuple[WhyReturned, ...]
    resolutions: tuple[Resolution, ...]
    days: int
    way_back: WayBack
    restocking_percent: Decimal
    postage: Decimal
    send_to: ReturnAddress
    returns: tuple[OwnReturnView, ...]


def offer_view(
    order: Order, returns: Sequence[Return], policy: ReturnSettings, at: datetime, shop_time: ShopTime
) -> OfferView:
    returnable = left_to_return(order, returns)
    return OfferView(
        order_id=order.order_id,
        number=order.number,
        lines=tuple(
            _offered(order, line, max(returnable[line.line_no], 0), policy, at, shop_time)
            for line in order.lines
            if line.line_no in order.shipped
        ),
        reasons=policy.reasons,
        resolutions=policy.resolutions,
        days=policy.days,
        way_back=policy.way_back,
        restocking_percent=policy.restocking_percent,
        postage=policy.postage,
        send_to=policy.address,
        returns=tuple(_own_return(order, one) for one in reversed(returns)),
    )


def _own_return(order: Order, one: Return) -> OwnReturnView:
    own = {name: getattr(one, name) for name in OwnReturnView.model_fields if name not in ("lines", "decisions", "may")}
    shown = [decision for decision in one.decisions if decision.kind is not ReturnDecision.RESTOCK]
    return OwnReturnView(
        **own,
        lines=tuple(_own_line(order, line) for line in one.lines),
        decisions=tuple(OwnDecisionView.model_validate(decision) for decision in shown),
        may=customer_may(one),
    )


def _own_line(order: Order, line: ReturnLine) -> OwnLineView:
    ordered = order.line(line.line_no)
    return OwnLineView(
        line_no=line.line_no,
        sku=line.sku,
        quantity=line.quantity,
        title=ordered.title if ordered else line.sku,
        reason=line.reason,
        resolution=line.resolution,
        sent_back=line.count_at(Disposition.BACK_TO_CUSTOMER),
        **{outcome: line.count(outcome) for outcome in UnitOutcome},
    )


def _offered(
    order: Order, line: OrderedLine, most: int, policy: ReturnSettings, at: datetime, shop_time: ShopTime
) -> OfferedLine:
    left = order.shipped.get(line.line_no)
    refusal = why_not(left, line.sku, policy, at, shop_time)
    return OfferedLine(
        line_no=line.line_no,
        sku=line.sku,
        title=line.title,
        quantity=0 if refusal else most,
        until=asked_until(left, policy, shop_time),
        problem=refusal.type if refusal else None,
        detail=refusal.detail if refusal else None,
    )
