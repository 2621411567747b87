"""What the history says of returns that somebody asked for."""

from services.orders.order.details import ReturnedGoods, ReturnStepDetail
from services.orders.order.history import Action
from shared.schemas.fulfilment import ReturnedGoodsRestocked
from shared.schemas.returns import (
    ReturnApproved,
    ReturnCancelled,
    ReturnChanged,
    ReturnClosed,
    ReturnCreditDecided,
    ReturnDecisionAnswered,
    ReturnDeclined,
    ReturnedGoodsDisposed,
    ReturnedGoodsReceived,
    ReturnedLine,
    ReturnEvent,
    ReturnExchangeDecided,
    ReturnExpired,
    ReturnInTransit,
    ReturnRefundDecided,
    ReturnRequested,
)

ACTIONS: dict[type[ReturnEvent], Action] = {
    ReturnRequested: Action.RETURN_REQUESTED,
    ReturnChanged: Action.RETURN_CHANGED,
    ReturnApproved: Action.RETURN_APPROVED,
    ReturnDeclined: Action.RETURN_DECLINED,
    ReturnInTransit: Action.RETURN_IN_TRANSIT,
    ReturnedGoodsReceived: Action.RETURN_RECEIVED,
    ReturnedGoodsDisposed: Action.RETURN_DISPOSED,
    ReturnCreditDecided: Action.RETURN_CREDIT_DECIDED,
    ReturnRefundDecided: Action.RETURN_REFUND_DECIDED,
    ReturnExchangeDecided: Action.RETURN_EXCHANGE_DECIDED,
    ReturnDecisionAnswered: Action.RETURN_DECISION_REFUSED,  # what is done, its owner tells
    ReturnCancelled: Action.RETURN_CANCELLED,
    ReturnExpired: Action.RETURN_EXPIRED,
    ReturnClosed: Action.RETURN_CLOSED,
}


def detail_of_return(event: ReturnEvent) -> ReturnStepDetail:
    return ReturnStepDetail(
        number=event.number,
        goods=_goods(event),
        reason=event.reason if isinstance(event, _WITH_REASON) else None,
        reference=_parcel(event) if isinstance(event, ReturnInTransit) else None,
        amount=event.amount if isinstance(event, ReturnRefundDecided) else None,
        **_refused(event) if isinstance(event, ReturnDecisionAnswered) else {},
    )


_WITH_REASON = ReturnDeclined | ReturnCancelled | ReturnCreditDecided | ReturnRefundDecided | ReturnExchangeDecided


def _refused(event: ReturnDecisionAnswered) -> dict[str, str | None]:
    return {"decision": event.decision, "problem": event.problem, "failure": event.detail}


def detail_of_restocked(event: ReturnedGoodsRestocked) -> ReturnStepDetail:
    back = tuple([ReturnedGoods(sku=line.sku, quantity=line.quantity) for line in event.lines])
    return ReturnStepDetail(number=event.number, goods=back, decision_id=event.decision_id)


def _goods(event: ReturnEvent) -> tuple[ReturnedGoods, ...]:
    match event:
        case ReturnRequested() | ReturnChanged() | ReturnCreditDecided() | ReturnExchangeDecided():
            return tuple([ReturnedGoods(sku=line.sku, quantity=line.quantity) for line in event.lines])
        case ReturnedGoodsReceived():
            return tuple([_units(one, outcome=one.outcome) for one in event.lines])
        case ReturnedGoodsDisposed():
            return tuple([_units(one, disposition=one.disposition) for one in event.lines])
    return ()


def _units(line: ReturnedLine, **became: str) -> ReturnedGoods:
    return ReturnedGoods(sku=line.sku, quantity=line.quantity, **became)


def _parcel(event: ReturnInTransit) -> str | None:
    return " ".join([text for text in (event.carrier, event.tracking_number) if text]) or None
