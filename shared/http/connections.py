"""Connections of clients: how many there are, and how much of a head they send in which time."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.http.answers import problem
from shared.http.bodies import MAX_BODY_BYTES
from shared.http.draining import DrainingTransport

HEAD_S = 10.0
MAX_HEAD_BYTES = 64 * 1024
MOST_HEADERS = 100
MOST_CONNECTIONS = 800
"""Of a process, which usually may open 1,024 files. Above, those that ask for nothing are closed first."""
MAX_BODY_SENT = 2 * MAX_BODY_BYTES + 1024 * 1024
"""With the lengths of its chunks and what may follow the last of them."""
MAX_UPLOAD_SENT = 64 * 1024 * 1024
"""Of pictures and forms with files: no service reads as much, and what nobody reads is not taken in."""
UPLOADS = (b"multipart/", b"image/")


class Connection(HttpToolsProtocol):
    """uvicorn's, which itself waits for a head however long it takes and whatever becomes of it."""

    _reading_head = True
    _turns = 0
    _sent = 0
    _fields = 0
    _refusal = 400
    _most = MAX_BODY_SENT
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._draining = DrainingTransport(transport, self.loop)
        super().connection_made(self._draining)
        if len(self.connections) > MOST_CONNECTIONS and not self._close_an_idle_one():
            self._refuse(503)
            return
        self._set_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        self._clear_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            self._draining.drop(data)
            return
        turns = self._turns
        super().data_received(data)
        # What a request ends or begins in is counted from its next piece on: nothing tells how much of this is whose.
        if self._turns != turns or self.transport.is_closing():
            return
        self._sent += len(data)
        if self._sent > (MAX_HEAD_BYTES if self._reading_head else self._most):
            self._refuse(431 if self._reading_head else 413)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._turns, self._sent, self._fields, self._reading_head = self._turns + 1, 0, 0, True
        if self._deadline is None:
            self._set_deadline()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._fields += 1
        if self._fields > MOST_HEADERS:
            self._refuse_head()
        if self._reading_head:  # not what follows a body in chunks: no header that counts may come that late
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > MAX_HEAD_BYTES:
            self._refuse_head()
        self._clear_deadline()
        self._reading_head, self._sent = False, 0
        kind = next((value for name, value in self.headers if name.lower() == b"content-type"), b"")
        self._most = MAX_UPLOAD_SENT if kind.lower().startswith(UPLOADS) else MAX_BODY_SENT
        self._draining.client_sends = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._draining.client_sends = False
        self._turns, self._sent, self._reading_head = self._turns + 1, 0, True

    def send_400_response(self, msg: str) -> None:
        self._refuse(self._refusal)

    @property
    def is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _close_an_idle_one(self) -> bool:
        for other in self.connections:
            if isinstance(other, Connection) and other is not self and other.is_idle:
                other.transport.abort()
                return True
        return False

    def _refuse_head(self) -> None:
        """Ends the parsing; what it raises becomes the answer in `send_400_response`."""
        self._refusal = 431
        raise ValueError("the head of the request is too large")

    def _set_deadline(self) -> None:
        self._deadline = self.loop.call_later(HEAD_S, self._refuse, 408)

    def _clear_deadline(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, status: int) -> None:
        """Unless an answer is under way already."""
        if self.transport.is_closing():
            return
        if self.is_idle or not self.cycle.response_started:
            self.transport.write(_ANSWERS[status])
        self._draining.client_sends |= status in (413, 431)
        self.transport.close()


def _answer(status: int, kind: str, detail: str) -> bytes:
    answer = problem(status, kind, detail)
    lines = [f"HTTP/1.1 {status} {kind}".encode(), *(name + b": " + value for name, value in answer.raw_headers)]
    return b"\r\n".join([*lines, b"connection: close", b"", bytes(answer.body)])


_ANSWERS = {
    400: _answer(400, "bad-request", "this is not an HTTP request"),
    408: _answer(408, "request-timeout", f"the head of a request has to be here within {HEAD_S:.0f} s"),
    413: _answer(413, "request-too-large", f"a request has at most {MAX_BODY_BYTES} bytes"),
    431: _answer(
        431,
        "request-header-fields-too-large",
        f"the head of a request has at most {MAX_HEAD_BYTES} bytes and {MOST_HEADERS} fields",
    ),
    503: _answer(503, "unavailable", "too many connections; try again"),
}
