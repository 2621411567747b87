"""The answers given to commands, by the caller's key: the same command again gets the same answer."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from pydantic import BaseModel

from shared.postgres.tx import Tx
from shared.refused import Refused


class KeyReused(Refused):
    type = "idempotency-key-reused"
    status = 422


class Answer(NamedTuple):
    status: int
    body: str
    etag: str | None


class Waiting(NamedTuple):
    """A command, what it was asked by, and where its answer goes."""

    caller: str
    key: str
    fingerprint: bytes
    status: int
    command: BaseModel
    answer: "asyncio.Future[Answer | Refused]"


def answer_of(status: int, result: BaseModel) -> Answer:
    version = getattr(result, "version", None)
    return Answer(status, result.model_dump_json(), None if version is None else f'"{version}"')


async def known_answers(tx: Tx, batch: Sequence[Waiting]) -> dict[tuple[str, str], Answer | Refused]:
    """By caller and key; a refusal where the key was used for another request."""
    rows = await tx.fetch(
        "SELECT caller, key, fingerprint, status, answer, etag FROM idempotency_keys"
        " JOIN unnest($1::text[], $2::text[]) AS asked (caller, key) USING (caller, key)",
        [waiting.caller for waiting in batch],
        [waiting.key for waiting in batch],
    )
    found = {(row["caller"], row["key"]): row for row in rows}
    answers: dict[tuple[str, str], Answer | Refused] = {}
    for waiting in batch:
        row = found.get((waiting.caller, waiting.key))
        if row and row["fingerprint"] == waiting.fingerprint:
            answers[waiting.caller, waiting.key] = Answer(row["status"], row["answer"], row["etag"])
        elif row:
            answers[waiting.caller, waiting.key] = KeyReused("this Idempotency-Key was used for another request")
    return answers


async def remember(tx: Tx, given: Sequence[tuple[Waiting, Answer]]) -> None:
    if given:
        await tx.execute(
            "INSERT INTO idempotency_keys (caller, key, fingerprint, status, answer, etag)"
            " SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::int[], $5::text[], $6::text[])",
            [waiting.caller for waiting, _ in given],
            [waiting.key for waiting, _ in given],
            [waiting.fingerprint for waiting, _ in given],
            [answer.status for _, answer in given],
            [answer.body for _, answer in given],
            [answer.etag for _, answer in given],
        )
