"""What a return has decided of its customer's money is carried out once for a decision, or refused.

Its goods are credited, which settles what was placed in exchange, and money goes back; a refund bears the id of the
decision.
"""

from collections.abc import Awaitable

from services.billing.documents.partial_credit import LineToCredit
from services.billing.documents.store import list_documents_of_orders
from services.billing.refunds.store import list_refunds
from services.billing.store import find_orders, save_orders
from services.billing.usecases.issue_credit_note import IssueCreditNote, issue_credit_note
from services.billing.usecases.refund import RequestRefund, request_refund
from services.billing.usecases.settle_exchanges import lock_exchanges, settle
from shared.clock import now
from shared.refused import Refused
from shared.schemas.billing import ReturnDecisionRefused
from shared.schemas.returns import ReturnCreditDecided, ReturnRefundDecided
from shared.transaction import Tx, announce


async def credit_return(tx: Tx, event: ReturnCreditDecided) -> None:
    documents = await list_documents_of_orders(tx, [event.order_id])
    if any(document.decision_id == event.decision_id for document in documents):
        return
    command = IssueCreditNote(
        by=event.by,
        order_id=event.order_id,
        lines=tuple(LineToCredit(line_no=line.line_no, quantity=line.quantity) for line in event.lines),
        shipping=event.shipping,
        payment_costs=event.payment_costs,
        as_left=True,
        reason=event.reason,
        return_id=event.return_id,
        decision_id=event.decision_id,
        restocking_percent=event.restocking_percent,
        postage=event.postage,
    )
    exchanges = await lock_exchanges(tx, event.return_id)
    await _carry_out(tx, event, issue_credit_note(tx, command))
    for exchange in exchanges:
        await settle(tx, exchange, by=event.by)


async def refund_return(tx: Tx, event: ReturnRefundDecided) -> None:
    if any(refund.refund_id == event.decision_id for refund in await list_refunds(tx, event.order_id)):
        return
    command = RequestRefund(
        order_id=event.order_id,
        by=event.by,
        method=event.method,
        amount=event.amount,
        reference=event.reference,
        reason=event.reason,
        succeeded=event.succeeded,
        refund_id=event.decision_id,
        return_id=event.return_id,
    )
    await _carry_out(tx, event, request_refund(tx, command))


async def _carry_out(tx: Tx, event: ReturnCreditDecided | ReturnRefundDecided, change: Awaitable[object]) -> None:
    """What is refused changes nothing, and the return is told why."""
    try:
        async with tx.savepoint():
            await change
    except Refused as refusal:
        await _refuse(tx, event, refusal)


async def _refuse(tx: Tx, event: ReturnCreditDecided | ReturnRefundDecided, refusal: Refused) -> None:
    found = (await find_orders(tx, [event.order_id])).get(event.order_id)
    order = found.announce() if found else None
    if order:
        await save_orders(tx, [order])
    announce(
        tx,
        ReturnDecisionRefused(
            order_id=event.order_id,
            sequence=order.version if order else 0,
            decision_id=event.decision_id,
            return_id=event.return_id,
            return_number=event.number,
            problem=refusal.type,
            detail=refusal.detail,
            refused_at=now(),
            by=event.by,
        ),
    )
