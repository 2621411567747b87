"""What a client may send, how much of it and in which time; others do not wait for it."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI, Request

from deploy.local.ports import find_free
from shared.http import bodies, connections, draining, problems, server
from shared.http.in_time import takes_its_time
from shared.http.server import serving
from shared.json_limits import too_much
from tests.messaging.ledger import Ledger

HEAD = b"POST /echo HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n"


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    monkeypatch.setattr(connections, "HEAD_S", 0.2)
    monkeypatch.setattr(bodies, "BODY_S", 0.2)
    api = FastAPI()
    problems.install(api)
    api.state.answer_s = 60

    @api.post("/echo")
    async def echo(request: Request) -> int:
        return len(await request.body())

    port = find_free()
    async with serving(api, host="127.0.0.1", port=port):
        yield port


async def answer_to(port: int, *parts: bytes) -> bytes:
    """What comes until the server closes; it may close before all is sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        return await asyncio.wait_for(reader.read(), 20)
    except ConnectionError:
        return b""
    finally:
        writer.close()


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


async def test_a_request_is_answered(port: int) -> None:
    answer = await answer_to(port, HEAD + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}")
    assert status_of(answer) == 200
    assert answer.endswith(b"2")


@pytest.mark.parametrize("size", [60_000, 70_000, 200_000, 1_900_000])
async def test_a_large_body_is_not_taken_for_a_head_however_it_is_cut(port: int, size: int) -> None:
    head = HEAD + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % size
    for first in (1, size - 100_000 if size > 100_000 else 2):
        answer = await answer_to(port, head + b"x" * first, b"x" * (size - first))
        assert status_of(answer) == 200
        assert answer.endswith(str(size).encode())


@pytest.mark.parametrize("begin", [b"", b"GET / HT", HEAD, HEAD + b"X-Endless: a"])
async def test_a_head_that_does_not_come_is_not_waited_for(port: int, begin: bytes) -> None:
    assert status_of(await answer_to(port, begin)) == 408


@pytest.mark.parametrize("length", [b"Content-Length: 200\r\n", b"Transfer-Encoding: chunked\r\n"])
async def test_a_body_that_does_not_come_is_not_waited_for(port: int, length: bytes) -> None:
    assert status_of(await answer_to(port, HEAD + length + b"\r\n")) == 408


async def test_the_next_request_of_a_connection_has_to_come_in_time_too(port: int) -> None:
    answer = await answer_to(port, HEAD + b"Content-Length: 2\r\n\r\n{}" + HEAD)
    assert answer.count(b"HTTP/1.1 ") == 2
    assert b"HTTP/1.1 408" in answer


@pytest.mark.parametrize(
    "head",
    [
        b"X-Long: " + b"a" * 200_000 + b"\r\n",
        b"X: y\r\n" * 200,
        b"\r\n" * 0 + b"Cookie: " + b"c" * 70_000 + b"\r\n",
    ],
)
async def test_a_head_that_is_too_large_is_refused(port: int, head: bytes) -> None:
    assert status_of(await answer_to(port, HEAD + head + b"Content-Length: 2\r\n\r\n{}")) == 431


async def test_a_header_without_end_is_cut_off_soon(port: int) -> None:
    """Not after 80 MB of it, all kept in memory."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD + b"X-Endless: ")
    sent = 0
    with contextlib.suppress(ConnectionError):
        while sent < 80_000_000:
            writer.write(b"a" * 65_536)
            await writer.drain()
            sent += 65_536
    assert sent < 40_000_000
    writer.close()


async def test_half_open_connections_are_closed_and_others_are_answered_meanwhile(port: int) -> None:
    half_open = [await asyncio.open_connection("127.0.0.1", port) for _ in range(50)]
    answer = await answer_to(port, HEAD + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}")
    assert status_of(answer) == 200
    for reader, writer in half_open:
        assert status_of(await asyncio.wait_for(reader.read(), 20)) == 408
        writer.close()


async def test_where_there_are_too_many_connections_an_idle_one_makes_room(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 3)
    idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
    answer = await answer_to(port, HEAD + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}")
    assert status_of(answer) == 200
    for _, writer in idle:
        writer.close()


@pytest.mark.parametrize(
    "end", [b"Content-Length: 90000000\r\n\r\n{}", b"Content-Length: 1" + b"0" * 400 + b"\r\n\r\n"]
)
async def test_a_body_that_is_announced_too_large_is_refused_at_once(port: int, end: bytes) -> None:
    assert status_of(await answer_to(port, HEAD + end)) in (400, 413)


@pytest.mark.parametrize("size", [2_100_000, 3_000_000, 7_000_000])
@pytest.mark.parametrize("last", [b"", b"Connection: close\r\n"])
async def test_who_sends_a_body_that_is_too_large_hears_that_it_is(port: int, size: int, last: bytes) -> None:
    """Also who reads no answer before all is sent, as most do."""
    for _ in range(5):
        answer = await answer_to(port, HEAD + last + b"Content-Length: %d\r\n\r\n" % size, b"x" * size)
        assert status_of(answer) == 413
    chunked = HEAD + last + b"Transfer-Encoding: chunked\r\n\r\n" + b"%x\r\n" % size
    answer = await answer_to(port, chunked, b"x" * size, b"\r\n0\r\n\r\n")
    assert (status_of(answer), answer.count(b"HTTP/1.1 ")) == (413, 1)


async def test_who_goes_on_sending_what_is_too_large_is_cut_off_soon(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draining, "DROPPED_S", 0.2)
    for pause_s in (0, 0.05):  # by size, and by time
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD + b"Content-Length: 900000000\r\n\r\n")
        sent = 0
        with contextlib.suppress(ConnectionError):
            while sent < 80_000_000:
                writer.write(b"x" * 65_536)
                await writer.drain()
                await asyncio.sleep(pause_s)
                sent += 65_536
        assert sent < (40_000_000 if not pause_s else 4_000_000)
        writer.close()


async def test_what_follows_a_body_in_chunks_has_an_end(port: int) -> None:
    chunked = HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
    assert status_of(await answer_to(port, chunked, b"X: y\r\n" * 5000)) in (400, 431)


async def test_what_follows_a_body_is_no_header_of_the_request(port: int) -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
    body = b"\r\n2\r\n{}\r\n0\r\nContent-Type: multipart/form-data\r\n\r\n"
    assert status_of(await answer_to(port, head + b"Content-Type: multipart/form-data\r\n" + body)) == 415
    assert status_of(await answer_to(port, head + body)) == 200


async def test_an_upload_broken_off_is_no_bug(port: int, caplog: pytest.LogCaptureFixture) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD + b"Content-Length: 200\r\n\r\n{")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert status_of(await answer_to(port, HEAD + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}")) == 200
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_who_waits_for_long_work_hears_that_the_service_stops(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(server, "FINISH_S", 0.1)
    api, begun = FastAPI(), asyncio.Event()
    problems.install(api)
    api.state.answer_s, api.state.stopping = 60, asyncio.Event()

    @api.post("/long", dependencies=[takes_its_time])
    async def long() -> None:
        begun.set()
        await asyncio.Event().wait()

    port = find_free()
    async with serving(api, host="127.0.0.1", port=port):
        waiting = asyncio.create_task(
            answer_to(port, b"POST /long HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n")
        )
        await asyncio.wait_for(begun.wait(), 5)
        api.state.stopping.set()
    answer = await waiting
    assert status_of(answer) == 503
    assert b"the service stops; whether anything was changed is not known: try again with the same" in answer
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b'{"text":' + b"[" * 5000 + b"]" * 5000 + b"}", 422),
        ("application/json", b"[" + b"{}," * 100_000 + b"{}]", 422),
        ("application/json", b"[" + b"{}," * 400_000 + b"{}]", 422),
        ("application/json", json.dumps({f"n{n}": 1 for n in range(5000)}).encode(), 422),
        ("application/json", b'"' + b'\\"' * 500_000, 422),
        ("application/json", b"[[]" * 600_000, 422),
        ("application/x-www-form-urlencoded", b"a&" * 100_000, 422),
        ("application/x-www-form-urlencoded", b"a=" + b"b" * 300_000, 413),
        ("multipart/form-data; boundary=x", b"\r\n" * 100_000, 415),
        ("application/json; " + "x" * 20_000, b"{}", 422),
    ],
)
async def test_a_body_that_would_take_long_is_refused_before_the_work(
    ledger: Ledger, kind: str, body: bytes, status: int
) -> None:
    headers = {"Idempotency-Key": "k", "Content-Type": kind}
    answer = await ledger.http.post("/entries", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_query_has_an_end_too(ledger: Ledger) -> None:
    answer = await ledger.http.get("/operations/parked?" + "state=x&" * 5000)
    assert (answer.status_code, answer.json()["type"]) == (422, "too-many-parameters")


def test_the_largest_there_is_is_not_too_much() -> None:
    line = {"sku": "[{,}]" * 10, "quantity": 1, "unit_price": "1", "discount": "0", "vat_rate": "20", "total": "1"}
    assert too_much(json.dumps({"lines": [line] * 5000}).encode()) is None
    assert too_much(b'{"text": "' + rb"\"[{" * 50 + b'"}') is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b'{"lines": [{"amount": "5"}, {"amount": "5", "\\u0061mount": "500"}]}', "amount stands twice in one object"),
        (b'{"": 1, "": 2}', "an empty name stands twice in one object"),
        *(
            (('{"a\u2200": ' + "[" * 5000 + "]" * 5000 + "}").encode(encoding), "JSON is written in UTF-8")
            for encoding in ("utf-16-le", "utf-16-be", "utf-32", "utf-16")
        ),
    ],
)
async def test_json_that_two_readers_could_read_differently_is_refused(port: int, body: bytes, why: str) -> None:
    answer = await answer_to(port, HEAD + f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
    assert status_of(answer) == 422
    assert f"body: {why}".encode() in answer
