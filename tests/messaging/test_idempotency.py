"""Commands over HTTP: once by the caller's key, in transactions shared by those that wait together."""

import asyncio
from collections.abc import Sequence

import asyncpg
import pytest

from shared.http import run_once
from shared.transaction import Queries, Tx
from tests.messaging.ledger import Ledger
from tests.support.service import token

PATHS = pytest.mark.parametrize("path", ["/entries", "/shared-entries"])


@PATHS
async def test_the_same_key_and_body_get_the_same_answer_and_one_effect(ledger: Ledger, path: str) -> None:
    first = await ledger.post(path, {"text": "a lamp"}, key="k1")
    again = await ledger.post(path, {"text": "a lamp"}, key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() == {"id": 1, "text": "a lamp"}
    assert await ledger.notes() == ["a lamp"]


@PATHS
async def test_the_same_key_with_another_body_is_refused(ledger: Ledger, path: str) -> None:
    await ledger.post(path, {"text": "a lamp"}, key="k1")
    other = await ledger.post(path, {"text": "a chair"}, key="k1")
    assert (other.status_code, other.json()["type"]) == (422, "idempotency-key-reused")
    assert await ledger.notes() == ["a lamp"]


async def test_two_keys_of_one_command_are_refused(ledger: Ledger) -> None:
    async with ledger.client(token()) as http:
        keys = [("Idempotency-Key", "k1"), ("Idempotency-Key", "k2")]
        refused = await http.post("/entries", json={"text": "a lamp"}, headers=keys)
        assert (refused.status_code, refused.json()["type"]) == (400, "idempotency-keys-differ")
        assert (await http.post("/entries", json={"text": "a lamp"}, headers=[keys[0]] * 2)).status_code == 201


@PATHS
async def test_two_callers_may_use_the_same_key(ledger: Ledger, path: str) -> None:
    async with ledger.client(token(subject="bob")) as bob:
        await ledger.post(path, {"text": "of alice"}, key="k1")
        await bob.post(path, json={"text": "of bob"}, headers={"Idempotency-Key": "k1"})
    assert await ledger.notes() == ["of alice", "of bob"]


@PATHS
async def test_a_refused_command_changes_nothing_and_its_neighbours_go_on(ledger: Ledger, path: str) -> None:
    answers = await asyncio.gather(
        ledger.post(path, {"text": "one"}), ledger.post(path, {"text": "refuse me"}), ledger.post(path, {"text": "two"})
    )
    assert [answer.status_code for answer in answers] == [201, 409, 201]
    assert answers[1].json() == {
        "type": "ledger-closed",
        "title": "Conflict",
        "status": 409,
        "detail": "the ledger is closed",
    }
    assert sorted(await ledger.notes()) == ["one", "two"]


@PATHS
async def test_a_double_click_has_one_effect(ledger: Ledger, path: str) -> None:
    answers = await asyncio.gather(*(ledger.post(path, {"text": "a lamp"}, key="click") for _ in range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert await ledger.notes() == ["a lamp"]


@PATHS
async def test_where_it_cannot_be_looked_whether_a_refused_one_was_done_before_the_done_ones_are_told_so(
    ledger: Ledger, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known_answers = run_once._known_answers

    async def full_after_the_commit(queries: Queries, batch: Sequence[run_once.Asked]) -> object:
        if not isinstance(queries, Tx):
            raise asyncpg.DiskFullError("no room for what is sorted")
        return await known_answers(queries, batch)

    monkeypatch.setattr(run_once, "_known_answers", full_after_the_commit)
    first, *rest = await asyncio.gather(
        *(ledger.post(path, {"text": text}) for text in ("first", "one", "refuse me", "two"))
    )
    assert [answer.status_code for answer in (first, *rest)] == [201, 201, 503, 201]
    assert rest[1].json()["detail"].startswith("the database's disk is full")
    assert sorted(await ledger.notes()) == ["first", "one", "two"]


async def test_commands_that_wait_together_share_a_transaction(ledger: Ledger) -> None:
    await asyncio.gather(*(ledger.post("/shared-entries", {"text": f"{n}"}) for n in range(20)))
    async with ledger.reading() as tx:
        transactions = await tx.fetchval("SELECT count(DISTINCT xmin::text) FROM notes")
    assert transactions < 20
    assert len(await ledger.notes()) == 20


async def test_one_that_fails_does_not_fail_those_it_shared_a_transaction_with(ledger: Ledger) -> None:
    answers = await asyncio.gather(
        *(ledger.post("/shared-entries", {"text": text}) for text in ("one", "two\0", "three"))
    )
    assert [answer.status_code for answer in answers] == [201, 500, 201]
    assert answers[1].json()["detail"] == "this is a bug of the service; nothing was changed"
    assert answers[1].headers["connection"] == "close"  # which the server does: nobody sends on it then
    assert sorted(await ledger.notes()) == ["one", "three"]


async def test_without_a_key_nothing_is_done(ledger: Ledger) -> None:
    answer = await ledger.http.post("/entries", json={"text": "a lamp"})
    assert (answer.status_code, answer.json()["type"]) == (400, "idempotency-key-missing")


@pytest.mark.parametrize(
    ("bearer", "status", "kind"),
    [
        (None, 401, "not-authenticated"),
        ("nonsense", 401, "not-authenticated"),
        (token(seconds=-10), 401, "not-authenticated"),
        (token("orders:read"), 403, "insufficient-scope"),
    ],
)
async def test_who_may_not_write_is_told_so(ledger: Ledger, bearer: str | None, status: int, kind: str) -> None:
    async with ledger.client(bearer) as stranger:
        answer = await stranger.post("/entries", json={"text": "x"}, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["type"]) == (status, kind)
    assert answer.headers["content-type"] == "application/problem+json"
    assert await ledger.notes() == []


@pytest.mark.parametrize(
    ("body", "status"), [(b"{", 422), (b'{"text": 5}', 422), (b"\xff\xfe", 422), (b" " * 3_000_000, 413), (b"", 422)]
)
async def test_bad_bodies_are_refused_in_words(ledger: Ledger, body: bytes, status: int) -> None:
    answer = await ledger.http.post(
        "/entries", content=body, headers={"Idempotency-Key": "k", "Content-Type": "application/json"}
    )
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


async def test_an_unknown_path_is_a_problem_too(ledger: Ledger) -> None:
    answer = await ledger.http.get("/nowhere")
    assert (answer.status_code, answer.json()["type"]) == (404, "not-found")
