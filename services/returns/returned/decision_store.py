"""SQL of what is decided of returns, and of what was done with them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.returns.orders.model import PartOfLine
from services.returns.returned.decisions import Decision, DecisionState
from services.returns.returned.states import Step
from shared.schemas.returns import Disposition, ReturnDecision, UnitOutcome
from shared.stored import Stored
from shared.transaction import Queries, Tx


class UnitsOfStep(PartOfLine):
    """Units of a reception, or of a decision where received ones go."""

    outcome: UnitOutcome | None = None
    found: UnitOutcome | None = None
    before: Disposition | None = None
    disposition: Disposition | None = None


class StepDone(NamedTuple):
    """What was done with a return: `reason` is in words, `lines` of which units."""

    step: Step
    at: datetime
    by: str
    reason: str | None = None
    lines: tuple[UnitsOfStep, ...] = ()


_PARTS = TypeAdapter(tuple[PartOfLine, ...])
_STORED_PARTS: Stored[tuple[PartOfLine, ...]] = Stored(tuple[PartOfLine, ...])
_UNITS = TypeAdapter(tuple[UnitsOfStep, ...])
_STORED_UNITS: Stored[tuple[UnitsOfStep, ...]] = Stored(tuple[UnitsOfStep, ...])


async def save_decision(tx: Tx, return_id: UUID, decision: Decision) -> None:
    """Write a new decision, or its answer."""
    await tx.execute(
        "INSERT INTO return_decisions (decision_id, return_id, kind, state, lines, asked_at, asked_by, terms,"
        " answered_at, amount, currency, document_id, number, problem, detail, settled, settled_sequence)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
        " ON CONFLICT (decision_id) DO UPDATE SET state = EXCLUDED.state, answered_at = EXCLUDED.answered_at,"
        " amount = EXCLUDED.amount, currency = EXCLUDED.currency, document_id = EXCLUDED.document_id,"
        " number = EXCLUDED.number, problem = EXCLUDED.problem, detail = EXCLUDED.detail, settled = EXCLUDED.settled,"
        " settled_sequence = EXCLUDED.settled_sequence",
        decision.decision_id,
        return_id,
        decision.kind,
        decision.state,
        _PARTS.dump_json(decision.lines).decode(),
        decision.asked_at,
        decision.asked_by,
        decision.terms,
        decision.answered_at,
        decision.amount,
        decision.currency,
        decision.document_id,
        decision.number,
        decision.problem,
        decision.detail,
        decision.settled,
        decision.settled_sequence,
    )


async def list_decisions(queries: Queries, return_ids: Sequence[UUID]) -> dict[UUID, tuple[Decision, ...]]:
    """By return, the oldest first."""
    if not return_ids:
        return {}
    rows = await queries.fetch(
        f"{SELECT_DECISIONS} WHERE return_id = ANY($1) ORDER BY asked_at, decision_id", return_ids
    )
    found = defaultdict[UUID, list[Decision]](list)
    for row in rows:
        found[row["return_id"]].append(decision_of(row))
    return {return_id: tuple(decisions) for return_id, decisions in found.items()}


async def find_return_of_decision(queries: Queries, decision_id: UUID) -> UUID | None:
    return_id: UUID | None = await queries.fetchval(
        "SELECT return_id FROM return_decisions WHERE decision_id = $1", decision_id
    )
    return return_id


def decision_of(row: asyncpg.Record) -> Decision:
    """Raises Unreadable."""
    own = dict(row) | {
        "kind": ReturnDecision(row["kind"]),
        "state": DecisionState(row["state"]),
        "lines": _STORED_PARTS.read(row["lines"], f"decision {row['decision_id']}"),
    }
    return Decision(**{name: value for name, value in own.items() if name != "return_id"})


async def insert_step(tx: Tx, return_id: UUID, done: StepDone) -> None:
    await tx.execute(
        "INSERT INTO return_steps (return_id, step, at, by, reason, lines) VALUES ($1, $2, $3, $4, $5, $6)",
        return_id,
        done.step,
        done.at,
        done.by,
        done.reason,
        _UNITS.dump_json(done.lines, exclude_none=True).decode() if done.lines else None,
    )


async def list_steps(queries: Queries, return_id: UUID) -> list[StepDone]:
    """The oldest first."""
    return [step_of(row) for row in await queries.fetch(f"{SELECT_STEPS} WHERE return_id = $1 ORDER BY id", return_id)]


def step_of(row: asyncpg.Record) -> StepDone:
    """Raises Unreadable."""
    lines = _STORED_UNITS.read(row["lines"], f"a step of return {row['return_id']}") if row["lines"] else ()
    return StepDone(Step(row["step"]), row["at"], row["by"], row["reason"], lines)


SELECT_DECISIONS = """
SELECT decision_id, return_id, kind, state, lines, asked_at, asked_by, terms, answered_at, amount, currency,
    document_id, number, problem, detail, settled, settled_sequence
FROM return_decisions
"""
SELECT_STEPS = "SELECT return_id, step, at, by, reason, lines FROM return_steps"
