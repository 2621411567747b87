"""How sessions of a database begin: their limits, so that no end of one waits for ever for the other."""

import os
import socket

import asyncpg
from asyncpg.pool import PoolConnectionProxy

Connection = asyncpg.Connection | PoolConnectionProxy

CLIENT_GONE_S = 30
_CLIENT_SOCKET = {"TCP_KEEPIDLE": 15, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": CLIENT_GONE_S * 1000}

LOCK_S = 10
"""Who waits longer for a lock gives up those it has, and says what it waits for."""

IDLE_IN_TRANSACTION_S, TRANSACTION_S = 15, 180
"""What a process that is frozen in a transaction holds is free again after so long."""

_CLIENT_GONE = {
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": f"{CLIENT_GONE_S}s",
}
"""How PostgreSQL notices that a client's machine vanished. On a system without one of these options it ignores that."""

SETTINGS = {
    "application_name": "backshop",
    **_CLIENT_GONE,
    "idle_in_transaction_session_timeout": f"{IDLE_IN_TRANSACTION_S}s",
    "lock_timeout": f"{LOCK_S}s",
    "timezone": "UTC",
    "jit": "off",
    # Every statement here finds its rows by an index. A plan made while a table was empty would read it all, and stay
    # in use until the first analyze.
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
}


async def connect_apart(
    url: str, name: str, *, limit_s: float, idle_s: float, statement_limit_s: float | None = None, **settings: str
) -> asyncpg.Connection:
    """A session of its own, for what must not wait for the others.

    PostgreSQL ends it after so long a silence, with the locks it holds: of a process that is frozen, or whose machine
    vanished.
    """
    connection = await asyncpg.connect(
        url,
        timeout=limit_s,
        command_timeout=statement_limit_s or limit_s,
        server_settings={
            "application_name": name,
            "idle_session_timeout": f"{idle_s * 1000:.0f}ms",
            **_CLIENT_GONE,
            **settings,
        },
    )
    end_with_server(connection)
    return connection


def end_with_server(connection: Connection) -> None:
    """What `tcp_user_timeout` and keep-alives are to the server, for our own end of the socket."""
    transport = connection._transport  # type: ignore[union-attr]
    known = transport.get_extra_info("socket")
    if known is None or known.family not in (socket.AF_INET, socket.AF_INET6):
        return
    with socket.socket(known.family, known.type, fileno=os.dup(known.fileno())) as same:
        same.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _CLIENT_SOCKET.items():
            if hasattr(socket, name):  # Linux has all of them
                same.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


async def begin(connection: asyncpg.Connection) -> None:
    """Of a server whose machine vanished the kernel would wait a quarter of an hour for an answer.

    And a limit for whole transactions, where the server has it: a frozen client may also not take what is sent to it.
    """
    end_with_server(connection)
    if connection.get_server_version().major >= 17:
        await connection.execute(f"SET transaction_timeout = '{TRANSACTION_S}s'")


async def nothing_to_reset(connection: asyncpg.Connection) -> None:
    """No code sets session state on pooled connections, so giving one back costs no round trip."""
