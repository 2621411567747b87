"""Of events that are announced again, those that an order's history has are passed over."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from services.orders.order.entries import SAID
from services.orders.order.history import Action, DocumentDetail, PaymentDetail
from shared.schemas.billing import BillingEvent, CreditIssued, InvoiceIssued, LedgerEvent, NothingToCredit
from shared.schemas.event import OrderEvent
from shared.stored import Stored
from shared.transaction import Queries


class Payment(NamedTuple):
    """As the history has it, which does not say which entry of the ledger it was; older ones not when it was paid."""

    order_id: UUID
    action: Action
    amount: Decimal
    currency: str
    paid_at: datetime | None


async def without_heard(queries: Queries, events: Sequence[OrderEvent]) -> Sequence[OrderEvent]:
    """Nothing is heard twice, neither from the history nor from what comes before it in the same batch."""
    again = {event.order_id for event in events if _is_again(event)}
    if not again:
        return events
    heard = await Heard.of(queries, again)
    return [event for event in events if not (heard.has(event) and _is_again(event))]


def _is_again(event: OrderEvent) -> bool:
    return isinstance(event, BillingEvent) and event.again


class Heard:
    """A document is known by its number, or by its id within a batch. Of like payments, an entry stands for one."""

    def __init__(self) -> None:
        self._known = set[object]()
        self._payments = Counter[Payment]()

    @classmethod
    async def of(cls, queries: Queries, order_ids: Collection[UUID]) -> "Heard":
        """Raises Unreadable."""
        heard = cls()
        for row in await queries.fetch(_HEARD, list(order_ids), list(_ACTIONS)):
            order_id, action = row["order_id"], Action(row["action"])
            if action in _PAYMENTS:
                detail = _DETAIL.read(row["detail"] or "", f"the history of order {order_id}")
                heard._payments[Payment(order_id, action, detail.amount, detail.currency, detail.paid_at)] += 1
            elif action is Action.NOTHING_TO_CREDIT:
                heard._known.add((order_id, action))
            else:
                document = _DOCUMENT.read(row["detail"] or "", f"the history of order {order_id}")
                heard._known.add((order_id, document.number))
        return heard

    def has(self, event: OrderEvent) -> bool:
        """From then on it has."""
        match event:
            case InvoiceIssued() | CreditIssued():
                key: object = (event.order_id, event.number)
            case NothingToCredit():
                key = (event.order_id, Action.NOTHING_TO_CREDIT)
            case LedgerEvent():
                key = event.entry_id
            case _:  # that it was said before is seen by what it says
                return False
        if key in self._known:
            return True
        self._known.add(key)
        return isinstance(event, LedgerEvent) and event.again and self._takes_payment(event)

    def _takes_payment(self, event: LedgerEvent) -> bool:
        action = SAID[type(event)].action
        for paid_at in (event.paid_at, None):
            payment = Payment(event.order_id, action, event.amount, event.currency, paid_at)
            if self._payments[payment]:
                self._payments[payment] -= 1
                return True
        return False


_PAYMENTS = (Action.PAYMENT_RECORDED, Action.PAYMENT_REVERSED)
_ACTIONS = (*_PAYMENTS, Action.INVOICED, Action.CREDITED, Action.CANCELLATION_INVOICED, Action.NOTHING_TO_CREDIT)
_DETAIL: Stored[PaymentDetail] = Stored(PaymentDetail)
_DOCUMENT: Stored[DocumentDetail] = Stored(DocumentDetail)
_HEARD = "SELECT order_id, action, detail FROM history WHERE order_id = ANY($1::uuid[]) AND action = ANY($2::text[])"
