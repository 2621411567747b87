"""Goods of a return come, or it is known that they do not; and where they go is decided."""

from collections.abc import Sequence
from uuid import UUID

from uuid_utils.compat import uuid7

from services.returns.orders.model import PartOfLine
from services.returns.returned import store
from services.returns.returned.announcing import record, refuse_stale
from services.returns.returned.decision_store import StepDone, UnitsOfStep, save_decision
from services.returns.returned.decisions import Decision, DecisionState
from services.returns.returned.model import Return
from services.returns.returned.states import Step
from shared.clock import now
from shared.schemas.event import Contract
from shared.schemas.returns import (
    DisposedUnits,
    Disposition,
    ReceivedUnits,
    ReturnDecision,
    ReturnedGoodsDisposed,
    ReturnedGoodsReceived,
    UnitOutcome,
)
from shared.schemas.values import Actor, Text
from shared.transaction import Tx


class UnitsToReceive(Contract):
    """With a `disposition` it is decided at once where received units go. `found`: they were noted as this before."""

    line_no: int
    quantity: int
    outcome: UnitOutcome = UnitOutcome.RECEIVED
    found: UnitOutcome | None = None
    disposition: Disposition | None = None


class UnitsToDispose(Contract):
    line_no: int
    quantity: int
    before: Disposition | None = None
    disposition: Disposition


class ReceiveReturn(Contract):
    return_id: UUID
    by: Actor
    lines: tuple[UnitsToReceive, ...]
    remark: Text | None = None
    expected_version: int | None = None


class DisposeUnits(Contract):
    return_id: UUID
    by: Actor
    lines: tuple[UnitsToDispose, ...]
    remark: Text | None = None
    expected_version: int | None = None


async def receive_return(tx: Tx, command: ReceiveReturn) -> Return:
    """Raises ReturnNotFound, StaleVersion, WrongState, NotOfReturn, and MoreThanAwaited."""
    one, at = await store.get_return(tx, command.return_id), now()
    refuse_stale(one, command.expected_version)
    skus = _skus(one)
    units = [
        ReceivedUnits(
            line_no=line.line_no,
            sku=skus.get(line.line_no, "?"),
            quantity=line.quantity,
            outcome=line.outcome,
            found=line.found,
        )
        for line in command.lines
    ]
    received = one.receive(units)
    told = await record(
        tx,
        received,
        StepDone(Step.RECEIVED, at, command.by, command.remark, tuple(UnitsOfStep(**dict(unit)) for unit in units)),
        ReturnedGoodsReceived,
        reception_id=uuid7(),
        lines=tuple(units),
        complete=not any(line.awaited for line in received.lines),
    )
    decided = [
        UnitsToDispose(line_no=line.line_no, quantity=line.quantity, disposition=line.disposition)
        for line in command.lines
        if line.disposition
    ]
    return await _dispose(tx, told, decided, by=command.by) if decided else told


async def dispose_units(tx: Tx, command: DisposeUnits) -> Return:
    """Raises ReturnNotFound, StaleVersion, NotOfReturn, and NotReceived."""
    one = await store.get_return(tx, command.return_id)
    refuse_stale(one, command.expected_version)
    return await _dispose(tx, one, command.lines, by=command.by, remark=command.remark)


async def _dispose(
    tx: Tx, one: Return, asked: Sequence[UnitsToDispose], *, by: str, remark: str | None = None
) -> Return:
    skus, at, decision_id = _skus(one), now(), uuid7()
    units = [
        DisposedUnits(
            line_no=line.line_no,
            sku=skus.get(line.line_no, "?"),
            quantity=line.quantity,
            before=line.before,
            disposition=line.disposition,
        )
        for line in asked
    ]
    disposed = one.dispose(units)
    if back := [unit for unit in units if unit.disposition is Disposition.RESTOCK]:
        disposed = disposed.with_decision(
            Decision(
                decision_id=decision_id,
                kind=ReturnDecision.RESTOCK,
                state=DecisionState.ASKED,
                lines=tuple(PartOfLine(line_no=unit.line_no, sku=unit.sku, quantity=unit.quantity) for unit in back),
                asked_at=at,
                asked_by=by,
            )
        )
        await save_decision(tx, one.return_id, disposed.decisions[-1])
    return await record(
        tx,
        disposed,
        StepDone(Step.DISPOSED, at, by, remark, tuple(UnitsOfStep(**dict(unit)) for unit in units)),
        ReturnedGoodsDisposed,
        decision_id=decision_id,
        lines=tuple(units),
    )


def _skus(one: Return) -> dict[int, str]:
    return {line.line_no: line.sku for line in one.lines}
