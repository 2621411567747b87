"""Commands from the topic: one that is refused is answered with `CommandRejected`, never with silence."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from services.orders.order.model import Order
from shared.messaging.inbox import InvalidRecord, UseCase
from shared.refused import Refused
from shared.schemas.orders import CommandRejected, OrderCommand
from shared.transaction import Tx, announce

C = TypeVar("C", bound=OrderCommand)


def answered(use_case: Callable[[Tx, Sequence[C]], Awaitable[Sequence[Any | Refused]]]) -> UseCase:
    async def answer(tx: Tx, commands: Sequence[C]) -> None:
        for command, outcome in zip(commands, await use_case(tx, commands), strict=True):
            if isinstance(outcome, Refused):
                announce(tx, _rejected(tx, command, outcome))

    return answer


def each_answered(use_case: Callable[[Tx, C], Awaitable[Order]]) -> UseCase:
    async def answer(tx: Tx, commands: Sequence[C]) -> None:
        for command in commands:
            try:
                await use_case(tx, command)
            except Refused as refusal:  # raised before anything was written
                announce(tx, _rejected(tx, command, refusal))

    return answer


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
