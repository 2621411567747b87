"""A process that freezes, as of a machine that is suspended: `python -m tests.messaging.freezing relay|transaction`.

The relay freezes with its first batch in hand, the other in a transaction that has locked a key.
"""

import asyncio
import os
import signal
import sys
from typing import Any

from aiokafka.client import AIOKafkaClient
from aiokafka.protocol.produce import ProduceRequest

from shared import loops, process
from shared.messaging import relay
from shared.messaging.relay import Relay
from shared.settings import ServiceSettings
from shared.transaction import Database

KEY = "an order"
_send = AIOKafkaClient.send


async def _relay(settings: ServiceSettings) -> None:
    AIOKafkaClient.send = _freeze_and_send
    relay.LEASE_S = 2
    relaying = Relay("ledger", settings, asyncio.Event())
    await loops.for_ever(relaying.run, relaying.waiting)


async def _freeze_and_send(self: AIOKafkaClient, node: int, request: Any, **more: Any) -> Any:
    """At the last moment before it is written to the socket."""
    if isinstance(request, ProduceRequest):
        AIOKafkaClient.send = _send
        os.kill(os.getpid(), signal.SIGSTOP)
    return await _send(self, node, request, **more)


async def _hold_a_lock(settings: ServiceSettings) -> None:
    database = await Database.connect(settings.database_url, connections=3)
    async with database.transaction() as tx:
        await tx.execute("SET LOCAL idle_in_transaction_session_timeout = '2s'")
        await tx.lock_keys([KEY])
        os.kill(os.getpid(), signal.SIGSTOP)


if __name__ == "__main__":
    process.log_to_stderr("WARNING")
    asyncio.run({"relay": _relay, "transaction": _hold_a_lock}[sys.argv[1]](ServiceSettings()))
