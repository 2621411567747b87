"""A return as its events tell of it, for a database that does not know it any more."""

from dataclasses import replace

from services.returns.orders.model import PartOfLine
from services.returns.returned.decision_store import StepDone, UnitsOfStep
from services.returns.returned.decisions import Decision, DecisionState
from services.returns.returned.lines import ReturnLine
from services.returns.returned.model import Return
from services.returns.returned.states import ReturnState, Step
from shared.schemas.returns import (
    Disposition,
    ReturnApproved,
    ReturnCancelled,
    ReturnChanged,
    ReturnClosed,
    ReturnCreditDecided,
    ReturnDecision,
    ReturnDecisionAnswered,
    ReturnDeclined,
    ReturnedGoodsDisposed,
    ReturnedGoodsReceived,
    ReturnEvent,
    ReturnExchangeDecided,
    ReturnExpired,
    ReturnInTransit,
    ReturnRefundDecided,
    ReturnRequested,
)

_TERMS_OF = {"at", "by", "order_id", "sequence", "return_id", "number", "lines", "decision_id"}


def as_requested(event: ReturnRequested) -> tuple[Return, StepDone]:
    requested = Return(
        return_id=event.return_id,
        number=event.number,
        order_id=event.order_id,
        order_number=None,
        shipment_id=None,
        state=ReturnState.REQUESTED,
        reason=None,
        lines=tuple(ReturnLine(**dict(line)) for line in event.lines),
        opened_at=event.at,
        origin=event.origin,
        opened_by=event.by,
        comment=event.comment,
    )
    return requested, StepDone(Step.REQUESTED, event.at, event.by)


def follow(one: Return, event: ReturnEvent) -> tuple[Return, StepDone | None]:
    """The return after it, and what the event says was done. Raises what its rules refuse."""
    match event:
        case ReturnChanged():
            if event.origin:
                return one.become_withdrawal(), _done(Step.CHANGED, event)
            lines = tuple(ReturnLine(**dict(line)) for line in event.lines)
            return one.change(lines, remark=one.remark, comment=event.comment), _done(Step.CHANGED, event)
        case ReturnApproved():
            return one.approve(event.send_by or event.expires_on), _done(Step.APPROVED, event)
        case ReturnDeclined():
            return one.decline(event.reason), _done(Step.DECLINED, event, event.reason)
        case ReturnInTransit():
            parcel = " ".join(text for text in (event.carrier, event.tracking_number) if text) or None
            return one.send(event.carrier, event.tracking_number), _done(Step.IN_TRANSIT, event, parcel)
        case ReturnedGoodsReceived():
            done = _done(Step.RECEIVED, event)._replace(lines=tuple(UnitsOfStep(**dict(of)) for of in event.lines))
            return one.receive(event.lines), done
        case ReturnedGoodsDisposed():
            done = _done(Step.DISPOSED, event)._replace(lines=tuple(UnitsOfStep(**dict(of)) for of in event.lines))
            return _disposed(one, event), done
        case ReturnCreditDecided():
            return one.with_decision(_decision(ReturnDecision.CREDIT, event)), _done(Step.CREDIT, event)
        case ReturnRefundDecided():
            return one.with_decision(_decision(ReturnDecision.REFUND, event)), _done(Step.REFUND, event)
        case ReturnExchangeDecided():
            return one.with_decision(_exchange(event)), _done(Step.EXCHANGE, event, event.reason)
        case ReturnDecisionAnswered():
            return _answered(one, event), None
        case ReturnCancelled():
            return one.cancel(), _done(Step.CANCELLED, event, event.reason)
        case ReturnExpired():
            return one.expire(), _done(Step.EXPIRED, event)
        case ReturnClosed():
            return one.close(), _done(Step.CLOSED, event)
    raise AssertionError(f"nothing follows from {type(event).__name__}")


def _answered(one: Return, event: ReturnDecisionAnswered) -> Return:
    before = next((decision for decision in one.decisions if decision.decision_id == event.decision_id), None)
    if before is None:
        return one
    if not event.done:
        # Also of what was done, and came to nothing after all.
        failed = before.fail(at=event.at, problem=event.problem or "", detail=event.detail or "")
        return one.with_decision(replace(failed, settled=event.settled))
    done = before.done(
        at=event.at,
        amount=event.amount,
        currency=event.currency,
        document_id=event.document_id,
        number=event.document_number,
    )
    return one.with_decision(replace(done, settled=event.settled))


def _done(step: Step, event: ReturnEvent, reason: str | None = None) -> StepDone:
    return StepDone(step, event.at, event.by, reason)


def _disposed(one: Return, event: ReturnedGoodsDisposed) -> Return:
    disposed = one.dispose(event.lines)
    back = [unit for unit in event.lines if unit.disposition is Disposition.RESTOCK]
    return disposed.with_decision(_decision(ReturnDecision.RESTOCK, event)) if back else disposed


def _exchange(event: ReturnExchangeDecided) -> Decision:
    return Decision(
        decision_id=event.decision_id,
        kind=ReturnDecision.EXCHANGE,
        state=DecisionState.ASKED,
        lines=tuple(PartOfLine(**dict(of)) for of in event.lines),
        asked_at=event.at,
        asked_by=event.by,
        terms=event.exchange.model_dump_json(),
    )


def _decision(
    kind: ReturnDecision, event: ReturnedGoodsDisposed | ReturnCreditDecided | ReturnRefundDecided
) -> Decision:
    lines = () if isinstance(event, ReturnRefundDecided) else event.lines
    return Decision(
        decision_id=event.decision_id,
        kind=kind,
        state=DecisionState.ASKED,
        lines=tuple(
            PartOfLine(line_no=of.line_no, sku=of.sku, quantity=of.quantity)
            for of in lines
            if getattr(of, "disposition", Disposition.RESTOCK) is Disposition.RESTOCK
        ),
        asked_at=event.at,
        asked_by=event.by,
        terms=event.model_dump_json(exclude=_TERMS_OF),
    )
