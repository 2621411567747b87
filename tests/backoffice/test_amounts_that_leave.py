"""Every amount that a service answers or announces has the decimals of its currency, nothing as well."""

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.backoffice.services import Services

AMOUNTS = re.compile(
    r"(net|vat|gross|total|lines_total|payable|price|unit_price|discount|cost|amount|basis"
    r"|paid|due|balance|charged|invoiced|credited|creditable)$"
)


def amounts(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from amounts(inner, f"{at}/{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from amounts(inner, at)
    elif isinstance(value, str) and AMOUNTS.search(at):
        yield at, value


async def test_amounts_leave_with_the_decimals_of_their_currency(five_services: Services) -> None:
    shop = five_services
    await shop.open_shop()
    kept, credited, cancelled = [(await shop.place())["order_id"] for _ in range(3)]
    credit = {"order_id": credited, "lines": [{"line_no": 1, "quantity": 2}], "shipping": True, "reason": "scratched"}
    await shop.post("billing", "/credit-notes", credit)
    await shop.post("billing", f"/orders/{kept}/payments", {})
    await shop.post("billing", f"/orders/{kept}/payments/reverse", {"reason": "of another order"})
    await shop.post("orders", f"/orders/{cancelled}/cancel", {})
    await shop.hand_on()

    said: dict[str, Any] = {}
    for order_id in (kept, credited, cancelled):
        for service, path in (("orders", ""), ("orders", "/history"), ("billing", "")):
            said[f"{service}{path} {order_id}"] = await shop.get(service, f"/orders/{order_id}{path}")
    lists = [("orders", "/orders"), ("orders", "/orders/counts"), ("orders", "/products")]
    lists += [("billing", "/invoices"), ("billing", "/credit-notes")]
    for service, path in lists:
        said[path] = await shop.get(service, path)
    said["/orders/days"] = await shop.get("orders", "/orders/days", **{"from": "2026-03-01", "to": "2026-03-05"})
    for name in ("orders", "billing"):
        told = [*await shop[name].announced(), *await shop[name].snapshots()]
        said[f"{name} announces"] = [json.loads(event.model_dump_json()) for event in told]

    found = [(where, at, value) for where, one in said.items() for at, value in amounts(one)]
    assert len(found) > 300
    assert [one for one in found if not re.fullmatch(r"-?\d+\.\d\d", one[2])] == []
