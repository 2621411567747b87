"""The HTTP API of each service as an OpenAPI document."""

from functools import cache
from typing import Any

from cli.contracts.services import services


@cache
def documents() -> dict[str, dict[str, Any]]:
    return {f"http/{service.name}.openapi.json": service.api().openapi() for service in services()}
