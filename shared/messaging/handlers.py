"""How use cases take the events of a batch: which at once, in which order."""

from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from shared.cloudevents import Incoming
from shared.schemas.event import Event
from shared.transaction import Tx

UseCase = Callable[[Tx, Sequence[Any]], Awaitable[Any]]


def each(use_case: Callable[[Tx, Any], Awaitable[Any]]) -> UseCase:
    """Let a use case that takes one event stand where several are handed over."""

    async def one_by_one(tx: Tx, events: Sequence[Any]) -> None:
        for event in events:
            await use_case(tx, event)

    return one_by_one


class Fold:
    """A use case that takes events of several kinds at once, and several of one key in their order."""

    def __init__(self, use_case: UseCase) -> None:
        self.use_case = use_case

    async def __call__(self, tx: Tx, events: Sequence[Any]) -> None:
        await self.use_case(tx, events)


def in_order(
    records: Sequence[Incoming], handlers: Mapping[type[Event], UseCase]
) -> list[tuple[UseCase, list[Incoming]]]:
    """Group records by use case; those of one key keep their order across use cases.

    Two records of one key stand in one group only where its use case folds: another must see what the one before did.
    """
    queues: dict[str, deque[Incoming]] = defaultdict(deque)
    for record in records:
        queues[record.key].append(record)
    use_cases = list(dict.fromkeys(handlers.values()))
    groups: list[tuple[UseCase, list[Incoming]]] = []
    while queues:
        for use_case in use_cases:
            group: list[Incoming] = []
            for queue in queues.values():
                while queue and handlers[type(queue[0].event)] is use_case:  # type: ignore[index]
                    group.append(queue.popleft())
                    if not isinstance(use_case, Fold):
                        break
            if group:
                groups.append((use_case, group))
        queues = defaultdict(deque, {key: queue for key, queue in queues.items() if queue})
    return groups
