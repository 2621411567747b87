"""Commands from the topic: one that is refused is answered with `CommandRejected`, never with silence."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from services.orders.order.model import Order
from shared.clock import now
from shared.messaging.handlers import UseCase
from shared.messaging.inbox import InvalidRecord
from shared.refused import Refused
from shared.schemas.dates import WrongDate, why_impossible
from shared.schemas.orders import CommandRejected, OrderCommand
from shared.transaction import Tx, announce

IMPORTER = "import"
"""Whoever may write on the topic is trusted as its access lists say; the name shows in the history what was brought."""


class NotAnImport(Refused):
    type = "insufficient-scope"
    status = 403


C = TypeVar("C", bound=OrderCommand)


def answered(use_case: Callable[[Tx, Sequence[C]], Awaitable[Sequence[Any | Refused]]]) -> UseCase:
    async def answer(tx: Tx, commands: Sequence[C]) -> None:
        possible = _without_impossible_dates(tx, commands)
        for command, outcome in zip(possible, await use_case(tx, possible), strict=True):
            if isinstance(outcome, Refused):
                announce(tx, _rejected(tx, command, outcome))

    return answer


def each_answered(use_case: Callable[[Tx, C], Awaitable[Order]]) -> UseCase:
    async def answer(tx: Tx, commands: Sequence[C]) -> None:
        for command in _without_impossible_dates(tx, commands):
            try:
                await use_case(tx, command)
            except Refused as refusal:  # raised before anything was written
                announce(tx, _rejected(tx, command, refusal))

    return answer


def _without_impossible_dates(tx: Tx, commands: Sequence[C]) -> list[C]:
    """The others are answered: only an import says when things happened, and not that they will."""
    possible = []
    for command in commands:
        if why := _why_not_then(command):
            announce(tx, _rejected(tx, command, why))
        else:
            possible.append(command)
    return possible


def _why_not_then(command: OrderCommand) -> Refused | None:
    at = command.occurred_at
    if at is None:
        return None
    if getattr(command, "by", None) != IMPORTER:
        return NotAnImport(f'occurred_at is for what is brought over from elsewhere, by "{IMPORTER}"')
    why = why_impossible(at, now())
    return WrongDate(f"occurred_at {at.isoformat()} {why}", field="occurred_at") if why else None


async def reject_invalid(tx: Tx, records: Sequence[InvalidRecord]) -> None:
    """Answer what is no valid command; its sender may not even have given it an id."""
    for record in records:
        announce(
            tx,
            CommandRejected(
                command_id=record.event_id or f"{record.topic}/{record.partition}/{record.offset}",
                command=record.type_name,
                order_id=_uuid(record.key),
                problem="invalid-request",
                detail=record.error,
            ),
        )


def _rejected(tx: Tx, command: OrderCommand, refusal: Refused) -> CommandRejected:
    return CommandRejected(
        command_id=tx.causation_of(command.key) or command.key,
        command=command.type_name(),
        order_id=command.order_id,
        problem=refusal.type,
        detail=refusal.detail,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
