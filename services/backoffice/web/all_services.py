"""The five services, each asked the same."""

from typing import Annotated, Any

from fastapi import Path

from services.backoffice.web.service_clients import Area, ServiceClients, together
from shared.schemas.written_as import WrittenAs
from shared.scopes import SERVICES

ServiceName = Annotated[str, Path(), WrittenAs(f"^({'|'.join(SERVICES)})$", f"write one of {', '.join(SERVICES)}")]
"""In a path."""


async def ask_all(clients: ServiceClients, path: str, **asked: Any) -> dict[str, Area]:
    return await together(**{name: clients.area(name, path, **asked) for name in SERVICES})
