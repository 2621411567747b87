"""What returns and the notifier tell of an order."""

from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.schemas.notifier import MessageFailed, MessageKind, MessageSent
from shared.schemas.returns import (
    ReceivedUnits,
    RequestedLine,
    ReturnDeclined,
    ReturnedGoodsReceived,
    ReturnedLine,
    ReturnOpened,
    ReturnOpenedV2,
    ReturnOrigin,
    ReturnReason,
    ReturnRequested,
    UnitOutcome,
)
from tests.orders.upstream_events.days import NOON
from tests.orders.upstream_events.fulfilment import LATE_PARCEL


def return_opened(order_id: UUID, shipment_id: UUID = LATE_PARCEL) -> ReturnOpened:
    return ReturnOpened(
        order_id=order_id,
        sequence=1,
        return_id=uuid7(),
        number="RT-1",
        shipment_id=shipment_id,
        reason=ReturnReason.PARCEL_LEFT_WHILE_CANCELLING,
        lines=(),
        opened_at=NOON,
    )


def return_of_credited_goods(order_id: UUID) -> ReturnOpenedV2:
    lines = (ReturnedLine(line_no=1, sku="LAMP", quantity=1),)
    told = return_opened(order_id).model_dump(exclude={"reason", "lines"})
    return ReturnOpenedV2(**told, reason=ReturnReason.CREDITED_GOODS_LEFT, document_id=uuid7(), lines=lines)


def message_sent(order_id: UUID) -> MessageSent:
    return MessageSent(**_message(order_id), sent_at=NOON)


def message_failed(order_id: UUID, error: str = "550 no such user") -> MessageFailed:
    return MessageFailed(**_message(order_id), failed_at=NOON, error=error)


def _message(order_id: UUID) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "sequence": 1,
        "message_id": uuid7(),
        "kind": MessageKind.ORDER_CONFIRMATION,
    }


def return_requested(order_id: UUID, **changes: Any) -> ReturnRequested:
    lines = (RequestedLine(line_no=1, sku="LAMP", quantity=2),)
    return ReturnRequested(**_of_return(order_id) | {"origin": ReturnOrigin.CUSTOMER, "lines": lines} | changes)


def return_declined(order_id: UUID) -> ReturnDeclined:
    return ReturnDeclined(**_of_return(order_id) | {"sequence": 2}, reason="drilled")


def return_received(order_id: UUID) -> ReturnedGoodsReceived:
    lines = (
        ReceivedUnits(line_no=1, sku="LAMP", quantity=1, outcome=UnitOutcome.RECEIVED),
        ReceivedUnits(line_no=1, sku="LAMP", quantity=1, outcome=UnitOutcome.LOST),
    )
    return ReturnedGoodsReceived(
        **_of_return(order_id) | {"sequence": 3}, reception_id=uuid7(), lines=lines, complete=True
    )


def _of_return(order_id: UUID) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "sequence": 1,
        "return_id": uuid7(),
        "number": "RE-000007",
        "at": NOON,
        "by": "alice",
    }
