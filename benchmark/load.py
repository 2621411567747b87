"""The load: orders of three lines from a catalogue of 200, placed and cancelled over HTTP and through the topic."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from decimal import Decimal
from uuid import UUID

from aiokafka import AIOKafkaProducer
from uuid_utils.compat import uuid7

from benchmark.http import HttpClient
from deploy.problem import Problem
from shared.cloudevents import pack
from shared.money import vat_amount
from shared.schemas.event import Event
from shared.schemas.orders import (
    AddressToPlace,
    CancelOrder,
    CustomerToPlace,
    LineToPlace,
    PaymentToPlace,
    PlaceOrder,
    ShippingToPlace,
    TotalsToPlace,
)

SKUS = 200
PRICE = Decimal("12.50")
POSTAGE = Decimal("4.90")
VAT_RATE = Decimal("20")
HTTP_CLIENTS = 32


async def stock_catalogue(orders: HttpClient, fulfilment: HttpClient, *, run: str, orders_to_come: int) -> None:
    """Products to sell, with stock enough for all orders of the run."""
    products = [
        {
            "sku": _sku(n),
            "title": f"Bench lamp {n}",
            "price": str(PRICE),
            "currency": "EUR",
            "price_includes_vat": True,
            "vat_rate": str(VAT_RATE),
            "ships": True,
        }
        for n in range(SKUS)
    ]
    await _accepted(orders.post("/products", {"products": products}, key=f"{run}-products"))
    enough = orders_to_come * 3 // SKUS * 2 + 100
    receipts = [{"sku": _sku(n), "quantity": enough} for n in range(SKUS)]
    body = {"lines": receipts, "reason": "benchmark", "reference": run}
    await _accepted(fulfilment.post("/stock/receipts", body, key=f"{run}-stock"))


def order(run: str, number: int) -> PlaceOrder:
    lines = tuple(
        LineToPlace(
            sku=_sku((number * 7 + position * 61) % SKUS),
            quantity=1 + position,
            unit_price=PRICE,
            vat_rate=VAT_RATE,
            total=PRICE * (1 + position),
        )
        for position in range(3)
    )
    gross = sum((line.total for line in lines), POSTAGE)
    totals = vat_amount(VAT_RATE, gross, includes_vat=True, currency="EUR")
    return PlaceOrder(
        order_id=uuid7(),
        reference=run,
        language="fr" if number % 2 else "en",
        currency="EUR",
        prices_include_vat=True,
        customer=CustomerToPlace(
            reference=f"C-{number % 500}",
            name=f"Camille Bernard {number}",
            email=f"camille{number}@example.org",
            billing_address=AddressToPlace(street="3 rue du Port", postal_code="44000", city="Nantes", country="FR"),
        ),
        lines=lines,
        shipping=ShippingToPlace(method="Colissimo", price=POSTAGE, vat_rate=VAT_RATE),
        payment=PaymentToPlace(method="card"),
        totals=TotalsToPlace(net=totals.net, vat=totals.vat, gross=totals.gross),
    )


def cancellation(order_id: UUID) -> CancelOrder:
    return CancelOrder(order_id=order_id, reason="benchmark", notify_customer=True)


class Accepted:
    """When each command was accepted: acknowledged by Kafka, or answered over HTTP."""

    def __init__(self) -> None:
        self.sent: dict[UUID, float] = {}
        self.at: dict[UUID, float] = {}

    @property
    def per_second(self) -> float:
        return len(self.at) / (max(self.at.values()) - min(self.sent.values()))


async def through_topic(kafka: str, commands: Sequence[PlaceOrder | CancelOrder], *, rate: float | None) -> Accepted:
    """`rate` commands a second, evenly; as fast as Kafka takes them where it is None."""
    accepted = Accepted()
    packed = [_as_record(command) for command in commands]
    async with AIOKafkaProducer(bootstrap_servers=kafka, acks="all", enable_idempotence=True, linger_ms=5) as producer:
        # The first record makes the connection; it must not count.
        await producer.partitions_for(PlaceOrder.topic)

        async def send(order_id: UUID, record: dict[str, object]) -> None:
            accepted.sent[order_id] = time.time()
            acknowledged = await producer.send(PlaceOrder.topic, **record)
            acknowledged.add_done_callback(lambda _: accepted.at.__setitem__(order_id, time.time()))

        async for place in _paced(len(commands), rate):
            await send(commands[place].order_id, packed[place])
        await producer.flush()
    return accepted


async def over_http(client: HttpClient, commands: Sequence[PlaceOrder | CancelOrder]) -> Accepted:
    """As fast as the service answers to 32 clients."""
    accepted = Accepted()
    waiting = list(reversed(commands))

    async def work() -> None:
        while waiting:
            command = waiting.pop()
            accepted.sent[command.order_id] = time.time()
            if isinstance(command, PlaceOrder):
                path = "/orders"
                body = command.model_dump(mode="json", exclude={"by"})
            else:
                path = f"/orders/{command.order_id}/cancel"
                body = {"reason": command.reason, "notify_customer": command.notify_customer}
            await _accepted(client.post(path, body, key=f"{path} {command.order_id}"))
            accepted.at[command.order_id] = time.time()

    await asyncio.gather(*(work() for _ in range(HTTP_CLIENTS)))
    return accepted


async def _paced(count: int, rate: float | None) -> AsyncIterator[int]:
    """0, 1, ... each when its time has come: the clock is the load."""
    started = time.monotonic()
    for number in range(count):
        if rate and (ahead := started + number / rate - time.monotonic()) > 0:
            await asyncio.sleep(ahead)  # the pace is the load
        yield number


async def _accepted(answering: Awaitable[tuple[int, bytes]]) -> None:
    status, body = await answering
    if status >= 300:
        raise Problem(f"the shop answered {status}: {body[:300].decode(errors='replace')}")


def _as_record(event: Event) -> dict[str, object]:
    packed = pack(event, None)
    headers = [(name, value.encode()) for name, value in json.loads(packed.headers)]
    return {"key": packed.key.encode(), "value": packed.value, "headers": headers}


def _sku(number: int) -> str:
    return f"BENCH-{number:03}"
