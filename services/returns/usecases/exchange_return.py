"""The customer gets other articles for units of a return: an order is placed for them, linked to the return."""

from collections.abc import Sequence
from uuid import UUID

from uuid_utils.compat import uuid7

from services.returns.orders.model import PartOfLine
from services.returns.returned import store
from services.returns.returned.announcing import record, refuse_stale
from services.returns.returned.decision_store import StepDone, save_decision
from services.returns.returned.decisions import Decision, DecisionState
from services.returns.returned.model import Return
from services.returns.returned.states import Step
from services.returns.settings import ReturnSettings
from services.returns.usecases.chosen_units import UnitsToCredit, chosen_units
from shared.clock import now
from shared.refused import Refused
from shared.schemas.event import Contract
from shared.schemas.exchanges import Exchange, Replacement
from shared.schemas.money import PositiveOrZero
from shared.schemas.returns import ReturnDecision, ReturnedLine, ReturnExchangeDecided
from shared.schemas.values import Actor, Text
from shared.stored_settings import get_settings
from shared.transaction import Tx


class NothingToExchange(Refused):
    type = "nothing-to-exchange"


class MoreThanExchangeable(Refused):
    type = "more-than-exchangeable"


class ExchangeReturn(Contract):
    """Without `lines` all units that may be exchanged, without `replacements` for the same articles at the value that
    they are credited at. `advance`: the order leaves before the goods are back.
    """

    return_id: UUID
    by: Actor
    lines: tuple[UnitsToCredit, ...] | None = None
    replacements: tuple[Replacement, ...] | None = None
    advance: bool = False
    shipping_price: PositiveOrZero | None = None
    reason: Text | None = None
    expected_version: int | None = None


async def exchange_return(tx: Tx, command: ExchangeReturn) -> Return:
    """Raises ReturnNotFound, StaleVersion, NothingToExchange, and MoreThanExchangeable."""
    one, at, decision_id = await store.get_return(tx, command.return_id), now(), uuid7()
    refuse_stale(one, command.expected_version)
    policy = await get_settings(tx, ReturnSettings)
    lines = _lines(one, command, before_reception=command.advance or not policy.goods_first)
    exchange = Exchange(
        replacements=command.replacements or _same_articles(one, lines),
        advance=command.advance,
        shipping_price=command.shipping_price,
        due_on=one.expires_on if command.advance else None,
    )
    decision = Decision(
        decision_id=decision_id,
        kind=ReturnDecision.EXCHANGE,
        state=DecisionState.ASKED,
        lines=lines,
        asked_at=at,
        asked_by=command.by,
        terms=exchange.model_dump_json(),
    )
    await save_decision(tx, one.return_id, decision)
    return await record(
        tx,
        one.with_decision(decision),
        StepDone(Step.EXCHANGE, at, command.by, command.reason),
        ReturnExchangeDecided,
        decision_id=decision_id,
        lines=tuple(ReturnedLine(**dict(line)) for line in lines),
        exchange=exchange,
        reason=command.reason,
    )


def _same_articles(one: Return, lines: Sequence[PartOfLine]) -> tuple[Replacement, ...]:
    creditable = one.creditable(before_reception=True)
    return tuple(Replacement(**dict(line), credited=creditable.get(line.line_no, 0) < line.quantity) for line in lines)


def _lines(one: Return, command: ExchangeReturn, *, before_reception: bool) -> tuple[PartOfLine, ...]:
    exchangeable = one.exchangeable(before_reception=before_reception)
    if not exchangeable:
        raise NothingToExchange(
            f"nothing of return {one.number} may be exchanged{_why_not(one, before_reception=before_reception)}"
        )
    return chosen_units(one, command.lines, exchangeable, too_many=MoreThanExchangeable, verb="exchanged")


def _why_not(one: Return, *, before_reception: bool) -> str:
    if not before_reception and one.exchangeable(before_reception=True):
        return " yet: nothing came, and goods come first; say advance where the other article is to leave before"
    return f", as it is {one.state.words}" if one.exchanges or one.to_refund <= 0 else ""
