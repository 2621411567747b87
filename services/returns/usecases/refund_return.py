"""What was credited for a return goes back to the customer: billing records the refund."""

from decimal import Decimal
from uuid import UUID

from pydantic_core import to_json
from uuid_utils.compat import uuid7

from services.returns.returned import store
from services.returns.returned.announcing import record, refuse_stale
from services.returns.returned.decision_store import StepDone, save_decision
from services.returns.returned.decisions import Decision, DecisionState
from services.returns.returned.model import Return
from services.returns.returned.states import Step
from shared.clock import now
from shared.money import cent, exactly
from shared.refused import Refused
from shared.schemas.event import Contract
from shared.schemas.money import PositiveOrZero
from shared.schemas.returns import ReturnDecision, ReturnRefundDecided
from shared.schemas.values import Actor, Line, Text
from shared.transaction import Tx


class NothingToRefund(Refused):
    type = "nothing-to-refund"


class MoreThanCredited(Refused):
    type = "more-than-credited"
    field = "amount"


class NoAmount(Refused):
    type = "invalid-amount"
    status = 422
    field = "amount"


class RefundReturn(Contract):
    """Without an `amount` all that was credited for the return and is not on its way back."""

    return_id: UUID
    by: Actor
    method: Line
    amount: PositiveOrZero | None = None
    reference: Line | None = None
    reason: Text | None = None
    succeeded: bool = False
    expected_version: int | None = None


async def refund_return(tx: Tx, command: RefundReturn) -> Return:
    """Raises ReturnNotFound, StaleVersion, NothingToRefund, MoreThanCredited, and NoAmount."""
    one, at, decision_id = await store.get_return(tx, command.return_id), now(), uuid7()
    refuse_stale(one, command.expected_version)
    amount = _amount(one, command.amount)
    terms = {
        "method": command.method,
        "reference": command.reference,
        "reason": command.reason,
        "succeeded": command.succeeded,
    }
    decision = Decision(
        decision_id=decision_id,
        kind=ReturnDecision.REFUND,
        state=DecisionState.ASKED,
        lines=(),
        asked_at=at,
        asked_by=command.by,
        terms=to_json(terms).decode(),
        amount=amount,
        currency=one.currency,
    )
    await save_decision(tx, one.return_id, decision)
    return await record(
        tx,
        one.with_decision(decision),
        StepDone(Step.REFUND, at, command.by, command.reason),
        ReturnRefundDecided,
        decision_id=decision_id,
        amount=amount,
        **terms,
    )


def _amount(one: Return, asked: Decimal | None) -> Decimal:
    most, currency = one.to_refund, one.currency or ""
    if most <= 0:
        raise NothingToRefund(f"nothing is to be refunded for return {one.number}: goods are credited first")
    if asked is None:
        return most
    exact = exactly(asked, currency)
    if exact is None or exact <= 0:
        raise NoAmount(f"the refund {asked} is not a positive amount in steps of {cent(currency)}")
    if exact > most:
        raise MoreThanCredited(
            f"{most} {currency} of what return {one.number} credited is not refunded yet; {exact} is more than that",
            brief=f"less than {exact} {currency} is to be refunded for return {one.number}",
            limit=most,
            currency=currency,
        )
    return exact
