"""Running commands once for their keys: alone, or in a transaction shared by those that wait together.

Each is answered within seconds. Where one cannot be done as somebody holds a lock, those beside it are done without it.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
from pydantic import BaseModel

from shared.http.preconditions import etag
from shared.in_time import NotInTime, within
from shared.older import OlderThanAnnounced
from shared.postgres.transient import NotReadyYet, is_transient
from shared.refused import Refused
from shared.transaction import Database, Queries, Tx

MOST_TOGETHER = 100
TRIES = 3
LOCK_MS, TOGETHER_S = 1500, 3
"""How long a transaction waits for a lock, and how long one that is shared may take."""
BESIDE = 3
"""So many that could not be done together are done at the same time."""

OF_ONE = asyncpg.LockNotAvailableError | asyncpg.DeadlockDetectedError | asyncpg.SerializationError
"""Trouble that passes, and that one command may have without the others."""

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


Waiting = tuple[Asked, "asyncio.Future[Answer | Refused]"]


class Batches:
    """Runs the commands of one use case: those that arrive while a transaction runs share the next one."""

    def __init__(self, runner: "RunOnce") -> None:
        self._runner = runner
        self._waiting: deque[Waiting] = deque()
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
            for given, answer in zip(await self._settle(batch), batch, strict=True):
                if answer[1].done():  # the client has gone
                    continue
                if isinstance(given, Exception) and not isinstance(given, Refused):
                    answer[1].set_exception(given)
                else:
                    answer[1].set_result(given)

    async def _settle(self, batch: Sequence[Waiting]) -> Sequence[Answer | Exception]:
        """One that fails does not fail those it shares a transaction with; but what keeps all from it is tried once."""
        try:
            return await within(TOGETHER_S, self._runner.run([asked for asked, _ in batch]))
        except Exception as error:
            if len(batch) == 1 or _is_of_all(error):
                return [error] * len(batch)
        some = asyncio.Semaphore(BESIDE)

        async def alone(one: Waiting) -> Answer | Exception:
            async with some:
                # Its client may have been told by now that it is not done in time.
                return NotInTime() if one[1].done() else (await self._settle([one]))[0]

        return await asyncio.gather(*(alone(one) for one in batch))

    def _next_batch(self) -> list[Waiting]:
        """The same key twice is never in one batch: the second finds the answer of the first."""
        batch: dict[tuple[str, str], Waiting] = {}
        later: deque[Waiting] = deque()
        while self._waiting and len(batch) < MOST_TOGETHER:
            waiting = self._waiting.popleft()
            if waiting[1].done():  # it was told that it is not done in time
                continue
            if waiting[0].name in batch:
                later.append(waiting)
            else:
                batch[waiting[0].name] = waiting
        self._waiting.extendleft(reversed(later))
        return list(batch.values())


def _is_of_all(error: Exception) -> bool:
    """Whether it is the database, which is as it is for any other command, too."""
    return isinstance(error, OlderThanAnnounced) or (
        is_transient(error) and not isinstance(error, NotReadyYet | OF_ONE)
    )


class RunOnce:
    """Runs commands of one use case in one transaction, and remembers the answers given."""

    def __init__(self, database: Database, use_case: BatchUseCase, answers: Answers | None) -> None:
        self._database = database
        self._use_case = use_case
        self._answers = answers

    async def run(self, batch: Sequence[Asked]) -> Sequence[Answer | Exception]:
        """Raises what the use case raises; a refusal that is raised by a single command is its answer.

        What is no refusal stands for one of which it is not known whether it was done before; the others are done.
        """
        try:
            answers = await self._try(batch)
        except Refused as refusal:
            if len(batch) > 1:
                raise
            answers = [refusal]
        return await self._look_again(batch, answers)

    async def _look_again(
        self, batch: Sequence[Asked], answers: Sequence[Answer | Refused]
    ) -> Sequence[Answer | Exception]:
        """Of a double click, the second may be refused because the first was just done: it gets the first's answer.

        What was not refused is done by now, whether or not this can be looked up.
        """
        refusals = [asked for asked, answer in zip(batch, answers, strict=True) if isinstance(answer, Refused)]
        if not refusals:
            return answers
        try:
            async with self._database.reading() as queries:
                known = await _known_answers(queries, refusals)
        except Exception as error:
            return [error if isinstance(answer, Refused) else answer for answer in answers]
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
    """By caller and key; a refusal where the key was used for another request.

    From then on the transaction waits for no lock longer than people wait for their answer.
    """
    rows = await queries.fetch(
        "SELECT caller, key, fingerprint, status, answer, etag, patience"
        " FROM (SELECT set_config('lock_timeout', $3, true)) AS one (patience) LEFT JOIN ("
        "idempotency_keys JOIN unnest($1::text[], $2::text[]) AS asked (caller, key) USING (caller, key)) ON true",
        [asked.caller for asked in batch],
        [asked.key for asked in batch],
        str(LOCK_MS),
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
