"""A parameter that a route does not have is refused by name, and so is one given twice that it takes once."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from cli.contracts.services import services
from shared.http.access import Tokens
from shared.service import Service
from tests.support.service import PUBLIC_KEY, token


def operations(service: Service) -> Iterator[tuple[str, str, list[Any]]]:
    for path, methods in service.api().openapi()["paths"].items():
        for method, operation in methods.items():
            yield method, path, [one for one in operation.get("parameters", ()) if one["in"] == "query"]


@pytest.mark.parametrize("service", list(services()), ids=lambda service: service.name)
async def test_what_a_route_does_not_know_is_refused(service: Service) -> None:
    api = service.api()
    api.state.tokens = Tokens(PUBLIC_KEY)
    transport = httpx.ASGITransport(api, raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {token()}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://shop", headers=headers) as http:
        for method, path, parameters in operations(service):
            if path.startswith("/health/"):
                continue
            address = re.sub(r"{\w+(:path)?}", "1", path)
            known = [one["name"] for one in parameters]
            answer = await http.request(method, address, params={"stauts": "unpaid"})
            assert answer.status_code == 422, (method, path)
            assert answer.json()["errors"] == [
                {
                    "at": "query/stauts",
                    "detail": "there is no such parameter; there "
                    + ("are " * (len(known) > 1) + "is " * (len(known) == 1) + ", ".join(known) or "are none here"),
                    "kind": "unknown_parameter",
                }
            ]
            for name in (one["name"] for one in parameters if one["schema"].get("type") != "array"):
                twice = await http.request(method, f"{address}?{name}=1&{name}=2")
                assert twice.json()["detail"] == f"query/{name}: it can be given once only", (method, path)


async def test_a_monitor_may_add_what_it_likes_to_the_address_of_health() -> None:
    api = next(services()).api()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://shop") as http:
        assert (await http.get("/health/live?at=1764120000")).status_code == 200
