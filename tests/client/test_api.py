"""How commands, importers and other teams call the services, by answers that are made up."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from client.api import Api, ServiceRefused, ServiceUnavailable
from deploy.problem import Problem

Answering = Callable[[httpx.Request], httpx.Response]


@asynccontextmanager
async def api(answering: Answering, *, give_up_after_s: float = 2) -> AsyncIterator[Api]:
    client = httpx.AsyncClient(transport=httpx.MockTransport(answering), base_url="http://shop")
    async with Api({"orders": client}, give_up_after_s=give_up_after_s) as opened:
        yield opened


async def test_a_command_is_repeated_with_its_key_until_the_service_answers() -> None:
    asked: list[tuple[str, bytes]] = []

    def answering(request: httpx.Request) -> httpx.Response:
        asked.append((request.headers["Idempotency-Key"], request.content))
        if len(asked) == 1:
            raise httpx.ReadError("the connection was lost", request=request)
        return httpx.Response(503 if len(asked) == 2 else 201, json={"number": "1001"})

    async with api(answering) as orders:
        assert await orders.post("orders", "/orders", {"language": "fr"}) == {"number": "1001"}
    assert len(asked) == 3
    assert len(set(asked)) == 1


async def test_two_commands_have_two_keys_unless_they_are_given_one() -> None:
    keys: list[str] = []

    def answering(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["Idempotency-Key"])
        return httpx.Response(200, json={})

    async with api(answering) as orders:
        await orders.post("orders", "/orders", {})
        await orders.post("orders", "/orders", {})
        await orders.post("orders", "/orders", {}, key="sale-536365")
    assert len(set(keys)) == 3
    assert keys[2] == "sale-536365"


async def test_all_pages_of_a_list_are_read() -> None:
    def answering(request: httpx.Request) -> httpx.Response:
        assert request.url.params["q"] == "lamp"
        if "after" not in request.url.params:
            return httpx.Response(200, json={"items": [{"sku": "LAMP-1"}], "next": "a"})
        assert request.url.params["after"] == "a"
        return httpx.Response(200, json={"items": [{"sku": "LAMP-2"}], "next": None})

    async with api(answering) as orders:
        found = [product["sku"] async for product in orders.pages("orders", "/products", q="lamp")]
    assert found == ["LAMP-1", "LAMP-2"]


async def test_what_is_not_there_is_found_to_be_none_and_refused_to_who_counts_on_it() -> None:
    def answering(request: httpx.Request) -> httpx.Response:
        return httpx.Response(404, json={"detail": "there is no order 7"})

    async with api(answering) as orders:
        assert await orders.find("orders", "/orders/7") is None
        with pytest.raises(
            ServiceRefused, match="GET http://shop/orders/7 was refused: there is no order 7"
        ) as refused:
            await orders.get("orders", "/orders/7")
    assert refused.value.detail == "there is no order 7"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "orders does not accept the token: the token has expired"),
        (403, "orders does not accept the token: the token has expired"),
        (500, "orders failed: the token has expired"),
    ],
)
async def test_a_token_or_a_service_that_is_no_good_is_no_refusal_of_the_command(status: int, said: str) -> None:
    def answering(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, json={"detail": "the token has expired"})

    async with api(answering) as orders:
        with pytest.raises(Problem, match=said) as problem:
            await orders.post("orders", "/orders", {})
    assert type(problem.value) is Problem


async def test_a_service_that_stays_away_is_named_with_what_shows_it() -> None:
    def answering(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody is there", request=request)

    said = "orders at http://shop does not answer .ConnectError.; `backshop status` shows what is up"
    async with api(answering, give_up_after_s=0) as orders:
        with pytest.raises(ServiceUnavailable, match=said):
            await orders.get("orders", "/orders")


async def test_a_version_and_a_token_go_with_the_call_that_names_them() -> None:
    def answering(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={name: request.headers.get(name) for name in ("if-match", "authorization")})

    async with api(answering) as orders:
        told = await orders.put("orders", "/orders/7/note", {"text": ""}, version='"3"', token="marie's")
        assert told == {"if-match": '"3"', "authorization": "Bearer marie's"}
        assert await orders.get("orders", "/orders/7") == {"if-match": None, "authorization": None}
