"""What others carried out for a return, or refuse to, is noted once, and told."""

from collections.abc import Callable
from uuid import UUID

from services.returns.orders.store import forget_owed, save_owed
from services.returns.returned import store
from services.returns.returned.announcing import tell
from services.returns.returned.decision_store import find_return_of_decision, save_decision
from services.returns.returned.decisions import Decision
from services.returns.usecases.open_withdrawal import follow_withdrawals
from shared.clock import now
from shared.schemas.billing import (
    CreditNoteIssued,
    ExchangeSettled,
    RefundFailed,
    RefundSucceeded,
    ReturnDecisionRefused,
)
from shared.schemas.fulfilment import ExchangeNotInStock, RestockRefused, ReturnedGoodsRestocked
from shared.schemas.orders import ExchangePlaced, ExchangeRefused
from shared.schemas.returns import ReturnDecisionAnswered
from shared.transaction import Tx


async def note_restocked(tx: Tx, event: ReturnedGoodsRestocked) -> None:
    await _answer(tx, event.decision_id, lambda one: one.done(at=event.restocked_at), by=event.owner)


async def note_restock_refused(tx: Tx, event: RestockRefused) -> None:
    def refuse(one: Decision) -> Decision:
        return one.refuse(at=event.refused_at, problem=event.problem, detail=event.detail)

    await _answer(tx, event.decision_id, refuse, by=event.owner)


async def note_credited(tx: Tx, event: CreditNoteIssued) -> None:
    def done(one: Decision) -> Decision:
        return one.done(
            at=event.issued_at,
            amount=event.totals.gross,
            currency=event.currency,
            document_id=event.document_id,
            number=event.number,
        )

    if event.decision_id:
        await forget_owed(tx, event.order_id)
        await _answer(tx, event.decision_id, done, by=event.owner)


async def note_refunded(tx: Tx, event: RefundSucceeded) -> None:
    """A refund bears the id of the decision that it carries out; most are of no return."""

    def done(one: Decision) -> Decision:
        return one.done(at=event.recorded_at, amount=event.amount, currency=event.currency, document_id=event.refund_id)

    await save_owed(tx, event.order_id, event.balance)
    await _answer(tx, event.refund_id, done, by=event.owner)
    await follow_withdrawals(tx, event.order_id)


async def note_refund_failed(tx: Tx, event: RefundFailed) -> None:
    def fail(one: Decision) -> Decision:
        return one.fail(at=event.recorded_at, problem="refund-failed", detail=event.failure or "the money did not go")

    if event.balance is not None:
        await save_owed(tx, event.order_id, event.balance)
    await _answer(tx, event.refund_id, fail, by=event.owner)
    await follow_withdrawals(tx, event.order_id)


async def note_exchange_placed(tx: Tx, event: ExchangePlaced) -> None:
    def done(one: Decision) -> Decision:
        if one.settled_sequence:  # billing has told of that order, and of what became of it, before
            return one
        return one.done(
            at=event.recorded_at or now(),
            amount=event.gross,
            currency=event.currency,
            document_id=event.exchange_order_id,
            number=event.exchange_order_number,
        )

    await _answer(tx, event.decision_id, done, by=event.owner)


async def note_exchange_settled(tx: Tx, event: ExchangeSettled) -> None:
    """Also where the order is told of here before orders has told of it."""

    def settle(one: Decision) -> Decision:
        if event.sequence <= one.settled_sequence:
            return one
        told = one.settle(event.settled, event.sequence)
        if event.ended:
            number = event.exchange_order_number
            return told.fail(at=event.told_at, problem="order-cancelled", detail=f"order {number} was cancelled")
        return told.done(
            at=one.answered_at or event.told_at,
            amount=event.gross,
            currency=event.currency,
            document_id=event.exchange_order_id,
            number=event.exchange_order_number,
        )

    await _answer(tx, event.decision_id, settle, by=event.owner)


async def note_exchange_refused(tx: Tx, event: ExchangeRefused | ExchangeNotInStock) -> None:
    at = event.refused_at if isinstance(event, ExchangeNotInStock) else event.recorded_at or now()

    def refuse(one: Decision) -> Decision:
        return one.refuse(at=at, problem=event.problem, detail=event.detail)

    await _answer(tx, event.decision_id, refuse, by=event.owner)


async def note_refused(tx: Tx, event: ReturnDecisionRefused) -> None:
    def refuse(one: Decision) -> Decision:
        return one.refuse(at=event.refused_at, problem=event.problem, detail=event.detail)

    await _answer(tx, event.decision_id, refuse, by=event.owner)
    await follow_withdrawals(tx, event.order_id)


async def _answer(tx: Tx, decision_id: UUID, answer: Callable[[Decision], Decision], *, by: str) -> None:
    """An answer that is known already, or to what is not known here, changes nothing."""
    return_id = await find_return_of_decision(tx, decision_id)
    if return_id is None:
        return
    one = await store.get_return(tx, return_id)
    before = next(decision for decision in one.decisions if decision.decision_id == decision_id)
    after = answer(before)
    if _said(after) == _said(before):
        return
    answered = one.with_decision(after)
    await save_decision(tx, return_id, after)
    await store.update_return(tx, answered)
    assert after.answered_at
    await tell(
        tx,
        answered,
        ReturnDecisionAnswered,
        at=after.answered_at,
        by=by,
        decision_id=decision_id,
        decision=after.kind,
        done=after.is_done,
        amount=after.amount,
        currency=after.currency,
        document_id=after.document_id,
        document_number=after.number,
        problem=after.problem,
        detail=after.detail,
        settled=after.settled,
    )


def _said(decision: Decision) -> tuple[object, ...]:
    return decision.state, decision.document_id, decision.settled
