"""The five services, each asked the same."""

from enum import StrEnum
from typing import Any

from services.backoffice.web.service_clients import Area, ServiceClients, together


class ServiceName(StrEnum):
    ORDERS = "orders"
    BILLING = "billing"
    FULFILMENT = "fulfilment"
    RETURNS = "returns"
    NOTIFIER = "notifier"


async def ask_all(clients: ServiceClients, path: str, **asked: Any) -> dict[str, Area]:
    return await together(**{name.value: clients.area(name, path, **asked) for name in ServiceName})
