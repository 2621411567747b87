"""What the history says of returns that somebody asked for."""

from services.orders.order.details import ReturnedGoods, ReturnStepDetail
from services.orders.order.history import Action
from shared.schemas.fulfilment import ReturnedGoodsRestocked
from shared.schemas.returns import (
    ReturnApproved,
    ReturnCancelled,
    ReturnChanged,
    ReturnClosed,
    ReturnDeclined,
    ReturnedGoodsDisposed,
    ReturnedGoodsReceived,
    ReturnedLine,
    ReturnEvent,
    ReturnExpired,
    ReturnInTransit,
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
    ReturnCancelled: Action.RETURN_CANCELLED,
    ReturnExpired: Action.RETURN_EXPIRED,
    ReturnClosed: Action.RETURN_CLOSED,
}


def detail_of_return(event: ReturnEvent) -> ReturnStepDetail:
    return ReturnStepDetail(
        number=event.number,
        goods=_goods(event),
        reason=event.reason if isinstance(event, ReturnDeclined | ReturnCancelled) else None,
        reference=_parcel(event) if isinstance(event, ReturnInTransit) else None,
    )


def detail_of_restocked(event: ReturnedGoodsRestocked) -> ReturnStepDetail:
    back = tuple([ReturnedGoods(sku=line.sku, quantity=line.quantity) for line in event.lines])
    return ReturnStepDetail(number=event.number, goods=back, decision_id=event.decision_id)


def _goods(event: ReturnEvent) -> tuple[ReturnedGoods, ...]:
    match event:
        case ReturnRequested() | ReturnChanged():
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
