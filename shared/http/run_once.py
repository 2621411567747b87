"""Running commands once for their keys: alone, or in a transaction shared by those that wait together."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
from pydantic import BaseModel

from shared.http.preconditions import etag
from shared.refused import Refused
from shared.transaction import Database, Queries, Tx

MOST_TOGETHER = 100
TRIES = 3

OneUseCase = Callable[[Tx, Any], Awaitable[Any]]
BatchUseCase = Callable[[Tx, Sequence[Any]], Awaitable[Sequence[Any]]]
"""A result or a refusal for each command."""

OrderOf = Callable[[Queries], Awaitable[UUID | None]]
Answers = Callable[[Tx, Sequence[Any]], Awaitable[Sequence[BaseModel]]]
"""What the caller gets of the use case's results, read in the same transaction."""


class KeyReused(Refused):
    type = "idempotency-key-reused"
    status = 422


class Answer(NamedTuple):
    status: int
    body: str
    etag: str | None


class Asked(NamedTuple):
    """A command and who asked for it. `order_of` finds its order where the command does not have its `order_id`.

    `brief` is set where the caller may not see the whole answer.
    """

    caller: str
    key: str
    fingerprint: bytes
    status: int
    command: Any
    order_of: OrderOf | None = None
    brief: type[BaseModel] | None = None

    @property
    def name(self) -> tuple[str, str]:
        return self.caller, self.key


class Batches:
    """Runs the commands of one use case: those that arrive while a transaction runs share the next one."""

    def __init__(self, runner: "RunOnce") -> None:
        self._runner = runner
        self._waiting: deque[tuple[Asked, asyncio.Future[Answer | Refused]]] = deque()
        self._running: asyncio.Task[None] | None = None

    async def run(self, asked: Asked) -> Answer | Refused:
        answer: asyncio.Future[Answer | Refused] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run_all())
        return await answer

    async def _run_all(self) -> None:
        while self._waiting:
            batch = self._next_batch()
            for given, answer in zip(await self._settle([asked for asked, _ in batch]), batch, strict=True):
                if answer[1].done():  # the client has gone
                    continue
                if isinstance(given, Exception) and not isinstance(given, Refused):
                    answer[1].set_exception(given)
                else:
                    answer[1].set_result(given)

    async def _settle(self, batch: Sequence[Asked]) -> Sequence[Answer | Refused | Exception]:
        """One that fails does not fail those it shares a transaction with."""
        try:
            return await self._runner.run(batch)
        except Exception as error:
            if len(batch) == 1:
                return [error]
            return [answer for asked in batch for answer in await self._settle([asked])]

    def _next_batch(self) -> list[tuple[Asked, "asyncio.Future[Answer | Refused]"]]:
        """The same key twice is never in one batch: the second finds the answer of the first."""
        batch: dict[tuple[str, str], tuple[Asked, asyncio.Future[Answer | Refused]]] = {}
        later: deque[tuple[Asked, asyncio.Future[Answer | Refused]]] = deque()
        while self._waiting and len(batch) < MOST_TOGETHER:
            waiting = self._waiting.popleft()
            if waiting[0].name in batch:
                later.append(waiting)
            else:
                batch[waiting[0].name] = waiting
        self._waiting.extendleft(reversed(later))
        return list(batch.values())


class RunOnce:
    """Runs commands of one use case in one transaction, and remembers the answers given."""

    def __init__(self, database: Database, use_case: BatchUseCase, answers: Answers | None) -> None:
        self._database = database
        self._use_case = use_case
        self._answers = answers

    async def run(self, batch: Sequence[Asked]) -> Sequence[Answer | Refused]:
        """Raises what the use case raises; a refusal that is raised by a single command is its answer."""
        try:
            answers = await self._try(batch)
        except Refused as refusal:
            if len(batch) > 1:
                raise
            answers = [refusal]
        return await self._look_again(batch, answers)

    async def _look_again(
        self, batch: Sequence[Asked], answers: Sequence[Answer | Refused]
    ) -> Sequence[Answer | Refused]:
        """Of a double click, the second may be refused because the first was just done: it gets the first's answer."""
        refusals = [asked for asked, answer in zip(batch, answers, strict=True) if isinstance(answer, Refused)]
        if not refusals:
            return answers
        async with self._database.reading() as queries:
            known = await _known_answers(queries, refusals)
        return [known.get(asked.name, answer) for asked, answer in zip(batch, answers, strict=True)]

    async def _try(self, batch: Sequence[Asked]) -> Sequence[Answer | Refused]:
        for last_try in (False,) * (TRIES - 1) + (True,):
            try:
                return await self._run_once(batch)
            except (asyncpg.UniqueViolationError, asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
                # A replica was answering the same key, or held what we wanted: look again.
                if last_try:
                    raise
        raise AssertionError("unreachable")

    async def _run_once(self, batch: Sequence[Asked]) -> list[Answer | Refused]:
        async with self._database.transaction() as tx:
            answers = await _known_answers(tx, batch)
            new = [asked for asked in batch if asked.name not in answers]
            if new:
                await tx.lock_keys(await _keys_of(tx, new))
                answers |= await self._run_new(tx, new)
        return [answers[asked.name] for asked in batch]

    async def _run_new(self, tx: Tx, new: Sequence[Asked]) -> dict[tuple[str, str], Answer | Refused]:
        results = await self._use_case(tx, [asked.command for asked in new])
        done = [(asked, result) for asked, result in zip(new, results, strict=True) if not isinstance(result, Refused)]
        bodies = [result for _, result in done]
        if self._answers and done:
            bodies = list(await self._answers(tx, bodies))
        given = [(asked, _answer(asked, body)) for (asked, _), body in zip(done, bodies, strict=True)]
        await _remember(tx, given)
        refusals = {
            asked.name: result for asked, result in zip(new, results, strict=True) if isinstance(result, Refused)
        }
        return refusals | {asked.name: answer for asked, answer in given}


def _answer(asked: Asked, body: BaseModel) -> Answer:
    if asked.brief:
        body = asked.brief.model_validate(body, from_attributes=True)
    version = getattr(body, "version", None)
    return Answer(asked.status, body.model_dump_json(), None if version is None else etag(version))


def _given_before(asked: Asked, row: asyncpg.Record) -> Answer:
    """The same answer, of which the caller may see less now than then."""
    if asked.brief:
        return _answer(asked, asked.brief.model_validate_json(row["answer"]))
    return Answer(row["status"], row["answer"], row["etag"])


async def _keys_of(queries: Queries, batch: Sequence[Asked]) -> set[str]:
    """Of the orders that the commands are about; some commands are about none."""
    order_ids = [
        await asked.order_of(queries) if asked.order_of else getattr(asked.command, "order_id", None) for asked in batch
    ]
    return {str(order_id) for order_id in order_ids if order_id}


async def _known_answers(queries: Queries, batch: Sequence[Asked]) -> dict[tuple[str, str], Answer | Refused]:
    """By caller and key; a refusal where the key was used for another request."""
    rows = await queries.fetch(
        "SELECT caller, key, fingerprint, status, answer, etag FROM idempotency_keys"
        " JOIN unnest($1::text[], $2::text[]) AS asked (caller, key) USING (caller, key)",
        [asked.caller for asked in batch],
        [asked.key for asked in batch],
    )
    found = {(row["caller"], row["key"]): row for row in rows}
    answers: dict[tuple[str, str], Answer | Refused] = {}
    for asked in batch:
        row = found.get(asked.name)
        if row and row["fingerprint"] == asked.fingerprint:
            answers[asked.name] = _given_before(asked, row)
        elif row:
            answers[asked.name] = KeyReused("this Idempotency-Key was used for another request")
    return answers


async def _remember(tx: Tx, given: Sequence[tuple[Asked, Answer]]) -> None:
    if given:
        await tx.execute(
            "INSERT INTO idempotency_keys (caller, key, fingerprint, status, answer, etag)"
            " SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::int[], $5::text[], $6::text[])",
            [asked.caller for asked, _ in given],
            [asked.key for asked, _ in given],
            [asked.fingerprint for asked, _ in given],
            [answer.status for _, answer in given],
            [answer.body for _, answer in given],
            [answer.etag for _, answer in given],
        )
