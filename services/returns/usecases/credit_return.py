"""Units of a return are to be credited: billing issues the credit note."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from pydantic_core import to_json
from uuid_utils.compat import uuid7

from services.returns.orders.model import PartOfLine
from services.returns.orders.store import get_order
from services.returns.returned import store
from services.returns.returned.announcing import record, refuse_stale
from services.returns.returned.decision_store import StepDone, save_decision
from services.returns.returned.decisions import Decision, DecisionState
from services.returns.returned.fees import usual_fees
from services.returns.returned.model import Return
from services.returns.returned.states import Step
from services.returns.settings import ReturnSettings
from services.returns.usecases.chosen_units import UnitsToCredit, chosen_units
from services.returns.withdrawals.outstanding import is_whole, lines_in_effect
from services.returns.withdrawals.store import list_cases_of_order
from shared.clock import now
from shared.refused import Refused
from shared.schemas.event import Contract
from shared.schemas.money import PositiveOrZero, VatRate
from shared.schemas.returns import ReturnCreditDecided, ReturnDecision, ReturnedLine, ReturnOrigin
from shared.schemas.values import Actor, Text
from shared.stored_settings import get_settings
from shared.transaction import Tx


class NothingToCredit(Refused):
    type = "nothing-to-credit-yet"


class MoreThanCreditable(Refused):
    type = "more-than-creditable"


class NoFeeOfWithdrawal(Refused):
    type = "no-fee-of-withdrawal"
    status = 422
    field = "restocking_percent"


class CreditReturn(Contract):
    """Without lines all that may be credited; fees that are not named are those of the settings."""

    return_id: UUID
    by: Actor
    lines: tuple[UnitsToCredit, ...] | None = None
    shipping: bool = False
    payment_costs: bool = False
    restocking_percent: VatRate | None = None
    postage: PositiveOrZero | None = None
    reason: Text | None = None
    expected_version: int | None = None


async def credit_return(tx: Tx, command: CreditReturn) -> Return:
    """Raises ReturnNotFound, StaleVersion, NothingToCredit, MoreThanCreditable, and NoFeeOfWithdrawal."""
    one, at, decision_id = await store.get_return(tx, command.return_id), now(), uuid7()
    refuse_stale(one, command.expected_version)
    policy = await get_settings(tx, ReturnSettings)
    lines = _lines(one, command.lines, before_reception=not policy.goods_first)
    percent, postage = _fees(one, command, policy)
    all_back = await _gives_all_back(tx, one)
    terms = {
        "shipping": command.shipping or all_back,
        "payment_costs": command.payment_costs or all_back,
        "restocking_percent": percent,
        "postage": postage,
        "reason": command.reason,
    }
    decision = Decision(
        decision_id=decision_id,
        kind=ReturnDecision.CREDIT,
        state=DecisionState.ASKED,
        lines=lines,
        asked_at=at,
        asked_by=command.by,
        terms=to_json(terms).decode(),
    )
    await save_decision(tx, one.return_id, decision)
    return await record(
        tx,
        one.with_decision(decision),
        StepDone(Step.CREDIT, at, command.by, command.reason),
        ReturnCreditDecided,
        decision_id=decision_id,
        lines=tuple(ReturnedLine(**dict(line)) for line in lines),
        **terms,
    )


async def _gives_all_back(tx: Tx, one: Return) -> bool:
    """Where all of the order is withdrawn from, all that was paid goes back: for delivery and payment too (L221-24)."""
    if one.origin is not ReturnOrigin.WITHDRAWAL:
        return False
    cases = await list_cases_of_order(tx, one.order_id)
    order = await get_order(tx, one.order_id)
    return is_whole(order, lines_in_effect(cases, [one]))


def _lines(one: Return, asked: Sequence[UnitsToCredit] | None, *, before_reception: bool) -> tuple[PartOfLine, ...]:
    creditable = one.creditable(before_reception=before_reception)
    if not creditable:
        raise NothingToCredit(f"nothing of return {one.number} may be credited: nothing came that is not credited yet")
    return chosen_units(one, asked, creditable, too_many=MoreThanCreditable, verb="credited")


def _fees(one: Return, command: CreditReturn, policy: ReturnSettings) -> tuple[Decimal, Decimal]:
    percent, postage = command.restocking_percent, command.postage
    if one.origin is ReturnOrigin.WITHDRAWAL and (percent or postage):
        raise NoFeeOfWithdrawal(f"return {one.number} is of a withdrawal: no fee is kept of it")
    usual = usual_fees(one, policy)
    return usual.restocking_percent if percent is None else percent, usual.postage if postage is None else postage
