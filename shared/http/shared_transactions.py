"""Commands that wait together share a transaction."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg
from pydantic import BaseModel

from shared.http.answers import Answer, Waiting, answer_of, known_answers, remember
from shared.postgres.tx import Database, Tx
from shared.refused import Refused

MOST_TOGETHER = 100
TRIES = 3

SharedUseCase = Callable[[Tx, Sequence[Any]], Awaitable[Sequence[BaseModel | Refused]]]


class SharedTransactions:
    """Runs the commands of one use case: those that arrive while a transaction runs share the next one."""

    def __init__(self, database: Database, use_case: SharedUseCase) -> None:
        self.database = database
        self.use_case = use_case
        self._waiting: deque[Waiting] = deque()
        self._running: asyncio.Task[None] | None = None

    async def run(self, waiting: Waiting) -> Answer | Refused:
        self._waiting.append(waiting)
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run_all())
        return await waiting.answer

    async def _run_all(self) -> None:
        while self._waiting:
            batch = self._next_batch()
            try:
                answers: Sequence[Answer | Refused | Exception] = await self._together(batch)
            except Exception as error:
                answers = [error] if len(batch) == 1 else [await self._alone(waiting) for waiting in batch]
            for waiting, answer in zip(batch, answers, strict=True):
                if waiting.answer.done():  # the client has gone
                    continue
                if isinstance(answer, Exception) and not isinstance(answer, Refused):
                    waiting.answer.set_exception(answer)
                else:
                    waiting.answer.set_result(answer)

    def _next_batch(self) -> list[Waiting]:
        """The same key twice is never in one batch: the second finds the answer of the first."""
        batch: dict[tuple[str, str], Waiting] = {}
        later: deque[Waiting] = deque()
        while self._waiting and len(batch) < MOST_TOGETHER:
            waiting = self._waiting.popleft()
            if (waiting.caller, waiting.key) in batch:
                later.append(waiting)
            else:
                batch[waiting.caller, waiting.key] = waiting
        self._waiting.extendleft(reversed(later))
        return list(batch.values())

    async def _alone(self, waiting: Waiting) -> Answer | Refused | Exception:
        try:
            return (await self._together([waiting]))[0]
        except Exception as error:
            return error

    async def _together(self, batch: Sequence[Waiting]) -> Sequence[Answer | Refused]:
        try:
            answers = await self._try(batch)
        except Refused as refusal:
            if len(batch) > 1:
                raise
            answers = [refusal]
        return await self._look_again(batch, answers)

    async def _look_again(
        self, batch: Sequence[Waiting], answers: Sequence[Answer | Refused]
    ) -> Sequence[Answer | Refused]:
        """Of a double click, the second may be refused because the first was just done: it gets the first's answer."""
        refusals = [waiting for waiting, answer in zip(batch, answers, strict=True) if isinstance(answer, Refused)]
        if not refusals:
            return answers
        async with self.database.reading() as tx:
            known = await known_answers(tx, refusals)
        return [
            known.get((waiting.caller, waiting.key), answer) for waiting, answer in zip(batch, answers, strict=True)
        ]

    async def _try(self, batch: Sequence[Waiting]) -> Sequence[Answer | Refused]:
        for last_try in (False,) * (TRIES - 1) + (True,):
            try:
                return await self._once(batch)
            except (asyncpg.UniqueViolationError, asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
                # A replica was answering the same key, or held what we wanted: look again.
                if last_try:
                    raise
        raise AssertionError("unreachable")

    async def _once(self, batch: Sequence[Waiting]) -> list[Answer | Refused]:
        async with self.database.transaction() as tx:
            answers = await known_answers(tx, batch)
            new = [waiting for waiting in batch if (waiting.caller, waiting.key) not in answers]
            results = await self.use_case(tx, [waiting.command for waiting in new]) if new else []
            given = []
            for waiting, result in zip(new, results, strict=True):
                if isinstance(result, Refused):
                    answers[waiting.caller, waiting.key] = result
                else:
                    answer = answer_of(waiting.status, result)
                    answers[waiting.caller, waiting.key] = answer
                    given.append((waiting, answer))
            await remember(tx, given)
        return [answers[waiting.caller, waiting.key] for waiting in batch]
