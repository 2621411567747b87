"""What is told twice is heard once: of what an order's history has, no second entry is made, whichever came first.

What is announced again is told twice, and what a service does again that was set back: a slip that is void again.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.orders.order.details import (
    DocumentDetail,
    PaymentDetail,
    RefundDetail,
    ReminderDetail,
    ReturnDetail,
    ReturnStepDetail,
    RevisionDetail,
    SlipDetail,
    WithdrawnDetail,
)
from services.orders.order.history import Action
from services.orders.order.model import Order
from services.orders.order.said import SAID
from services.orders.order.said_of_returns import ACTIONS as OF_RETURNS
from services.orders.order.states import Shipped
from shared.schemas.billing import (
    BillingEvent,
    CreditIssued,
    DocumentRevised,
    ExpectedPayment,
    InvoiceIssued,
    LedgerEvent,
    NothingToCredit,
    PaymentReminderIssued,
    RefundEvent,
)
from shared.schemas.event import OrderEvent
from shared.schemas.fulfilment import (
    CancellationTooLate,
    NothingToShip,
    ReturnedGoodsRestocked,
    ShipmentShipped,
    ShipmentUnshipped,
    SlipChanged,
    SlipCreated,
    SlipReduced,
    SlipsMerged,
    SlipSplit,
    SlipsVoided,
    UnorderedGoodsLeft,
)
from shared.schemas.returns import ReturnEvent, ReturnOpened, ReturnOpenedV2
from shared.schemas.withdrawals import OrderWithdrawn
from shared.stored import Stored
from shared.transaction import Queries


class Payment(NamedTuple):
    """As an older history has it, which does not say which entry of the ledger it was; the oldest not when it was."""

    order_id: UUID
    action: Action
    amount: Decimal
    currency: str
    paid_at: datetime | None


async def find_heard(queries: Queries, orders: Mapping[UUID, Order], events: Sequence[OrderEvent]) -> "Heard":
    """Reads the history of those orders alone of which one of the events may have been heard: of most none."""
    told, maybe = set[tuple[UUID, type[OrderEvent]]](), set[UUID]()
    for event in events:
        order, kind = orders.get(event.order_id), (event.order_id, type(event))
        if order and (kind in told or _may_be_known(order, event)):
            maybe.add(order.order_id)
        told.add(kind)
    return await Heard.of(queries, maybe) if maybe else Heard()


def _may_be_known(order: Order, event: OrderEvent) -> bool:
    if isinstance(event, BillingEvent):
        return event.again or order.told_again
    told = _MAY_BE_KNOWN.get(type(event))
    return told is not None and told(order)


_MAY_BE_KNOWN: dict[type[OrderEvent], Callable[[Order], bool]] = {
    SlipCreated: lambda order: order.goods_sequence > 0,
    NothingToShip: lambda order: order.goods_sequence > 0,
    SlipReduced: lambda order: order.goods_sequence > 0,
    SlipChanged: lambda order: order.goods_sequence > 0,
    UnorderedGoodsLeft: lambda order: order.edited > 0,
    SlipSplit: lambda order: order.goods_sequence > 0,
    SlipsMerged: lambda order: order.goods_sequence > 0,
    SlipsVoided: lambda order: order.slips_voided_at is not None,
    CancellationTooLate: lambda order: order.parcel_left_at is not None,
    ShipmentShipped: lambda order: order.shipped is not Shipped.NOTHING or order.shipped_sequence > 0,
    ShipmentUnshipped: lambda order: order.shipped_sequence > 0,
    ReturnOpened: lambda order: order.return_number is not None,
    # An order does not say which it has, and they are few.
    **dict.fromkeys((ReturnOpenedV2, ReturnedGoodsRestocked, OrderWithdrawn, *OF_RETURNS), lambda order: True),
}


class Heard:
    """What is known of these orders. A document is known by its number, a payment by its entry of the ledger.

    A slip is by its number; that it left is once, until it had not left after all.
    """

    def __init__(self) -> None:
        self.orders = frozenset[UUID]()
        self._known = set[object]()
        self._payments = Counter[Payment]()
        self._left: dict[tuple[UUID, str], Action] = {}

    @classmethod
    async def of(cls, queries: Queries, order_ids: Collection[UUID]) -> "Heard":
        """Raises Unreadable."""
        heard = cls()
        heard.orders = frozenset(order_ids)
        for row in await queries.fetch(_HEARD, list(order_ids), list(_ACTIONS)):
            heard._note(row)
        return heard

    def _note(self, row: asyncpg.Record) -> None:
        order_id, action = row["order_id"], Action(row["action"])
        where = f"the history of order {order_id}"
        match action:
            case (
                Action.PAYMENT_RECORDED
                | Action.PAYMENT_REVERSED
                | Action.DIFFERENCE_WRITTEN_OFF
                | Action.WRITE_OFF_REVERSED
            ):
                paid = _PAYMENT.read(row["detail"] or "", where)
                if paid.entry_id:
                    self._known.add(paid.entry_id)
                else:
                    self._payments[Payment(order_id, action, paid.amount, paid.currency, paid.paid_at)] += 1
            case Action.PAYMENT_PENDING | Action.PAYMENT_FAILED:
                self._known.add((action, _PAYMENT.read(row["detail"] or "", where).entry_id))
            case Action.REMINDED:
                self._known.add((action, _REMINDER.read(row["detail"] or "", where).reminder_id))
            case Action.REFUND_REQUESTED | Action.REFUNDED | Action.REFUND_FAILED:
                self._known.add((action, _REFUND.read(row["detail"] or "", where).refund_id))
            case Action.INVOICED | Action.CREDITED | Action.CANCELLATION_INVOICED:
                self._known.add((order_id, action, _DOCUMENT.read(row["detail"] or "", where).number))
            case Action.INVOICE_REVISED:
                revised = _REVISION.read(row["detail"] or "", where)
                self._known.add((order_id, action, revised.number, revised.revision))
            case Action.RETURN_OPENED:
                self._known.add((order_id, action, _RETURN.read(row["detail"] or "", where).number))
            case Action.RETURN_RESTOCKED:
                self._known.add((action, _RETURN_STEP.read(row["detail"] or "", where).decision_id))
            case Action.WITHDRAWN:
                self._known.add((action, _WITHDRAWN.read(row["detail"] or "", where).withdrawal_id))
            case _ if action in _OF_RETURNS:
                self._known.add((order_id, action, _RETURN_STEP.read(row["detail"] or "", where).number, row["at"]))
            case Action.SHIPPED | Action.UNSHIPPED:
                slip = _SLIP.read(row["detail"] or "", where).slip
                self._known.add((order_id, action, slip, row["at"]))
                self._left[order_id, slip] = action
            case Action.SLIP_REDUCED | Action.SLIP_CHANGED | Action.SLIP_SPLIT | Action.SLIPS_MERGED:
                self._known.add((order_id, action, _SLIP.read(row["detail"] or "", where).slip, row["at"]))
            case Action.SLIP_CREATED | Action.PARCEL_LEFT_TOO_LATE | Action.UNORDERED_GOODS_LEFT:
                self._known.add((order_id, action, _SLIP.read(row["detail"] or "", where).slip))
            case _:
                self._known.add((order_id, action))

    def has(self, event: OrderEvent, at: datetime) -> bool:
        """From then on it has. `at` is when it happened, as the history has it."""
        said = SAID.get(type(event))
        if said is None or event.order_id not in self.orders:
            return False
        match event:
            case InvoiceIssued() | CreditIssued() | ReturnOpened() | ReturnOpenedV2():
                return self._is_known((event.order_id, said.action, event.number))
            case ReturnedGoodsRestocked():
                return self._is_known((said.action, event.decision_id))
            case OrderWithdrawn():
                return self._is_known((said.action, event.withdrawal_id))
            case ReturnEvent():
                return self._is_known((event.order_id, said.action, event.number, at))
            case DocumentRevised():
                return self._is_known((event.order_id, said.action, event.number, event.revision))
            case LedgerEvent():
                return self._is_known(event.entry_id) or self._takes_payment(event, said.action)
            case ExpectedPayment():
                return self._is_known((said.action, event.entry_id))
            case PaymentReminderIssued():
                return self._is_known((said.action, event.reminder_id))
            case RefundEvent():
                return self._is_known((said.action, event.refund_id))
            case SlipCreated() | CancellationTooLate() | UnorderedGoodsLeft():
                return self._is_known((event.order_id, said.action, event.slip_number))
            case SlipReduced() | SlipChanged() | SlipSplit() | SlipsMerged():
                return self._is_known((event.order_id, said.action, event.slip_number, at))
            case ShipmentShipped() | ShipmentUnshipped():
                slip = (event.order_id, event.slip_number)
                known = self._is_known((event.order_id, said.action, event.slip_number, at))
                is_so = self._left.get(slip) is said.action
                self._left[slip] = said.action
                return known or is_so
            case NothingToCredit() | NothingToShip() | SlipsVoided():
                return self._is_known((event.order_id, said.action))
        return False

    def _is_known(self, key: object) -> bool:
        known = key in self._known
        self._known.add(key)
        return known

    def _takes_payment(self, event: LedgerEvent, action: Action) -> bool:
        for paid_at in (event.paid_at, None):
            payment = Payment(event.order_id, action, event.amount, event.currency, paid_at)
            if self._payments[payment]:
                self._payments[payment] -= 1
                return True
        return False


_OF_RETURNS = frozenset(OF_RETURNS.values())
_ACTIONS = (
    Action.PAYMENT_RECORDED,
    Action.PAYMENT_REVERSED,
    Action.DIFFERENCE_WRITTEN_OFF,
    Action.WRITE_OFF_REVERSED,
    Action.PAYMENT_PENDING,
    Action.PAYMENT_FAILED,
    Action.REMINDED,
    Action.REFUND_REQUESTED,
    Action.REFUNDED,
    Action.REFUND_FAILED,
    Action.INVOICED,
    Action.INVOICE_REVISED,
    Action.CREDITED,
    Action.CANCELLATION_INVOICED,
    Action.NOTHING_TO_CREDIT,
    Action.SLIP_CREATED,
    Action.SLIP_REDUCED,
    Action.SLIP_CHANGED,
    Action.UNORDERED_GOODS_LEFT,
    Action.SLIP_SPLIT,
    Action.SLIPS_MERGED,
    Action.NOTHING_TO_SHIP,
    Action.SLIPS_VOIDED,
    Action.PARCEL_LEFT_TOO_LATE,
    Action.SHIPPED,
    Action.UNSHIPPED,
    Action.RETURN_OPENED,
    Action.RETURN_RESTOCKED,
    Action.WITHDRAWN,
    *_OF_RETURNS,
)
_PAYMENT: Stored[PaymentDetail] = Stored(PaymentDetail)
_REMINDER: Stored[ReminderDetail] = Stored(ReminderDetail)
_REFUND: Stored[RefundDetail] = Stored(RefundDetail)
_DOCUMENT: Stored[DocumentDetail] = Stored(DocumentDetail)
_REVISION: Stored[RevisionDetail] = Stored(RevisionDetail)
_RETURN: Stored[ReturnDetail] = Stored(ReturnDetail)
_RETURN_STEP: Stored[ReturnStepDetail] = Stored(ReturnStepDetail)
_WITHDRAWN: Stored[WithdrawnDetail] = Stored(WithdrawnDetail)
_SLIP: Stored[SlipDetail] = Stored(SlipDetail)
_HEARD = """
SELECT order_id, at, action, detail FROM history WHERE order_id = ANY($1::uuid[]) AND action = ANY($2::text[])
ORDER BY id
"""
