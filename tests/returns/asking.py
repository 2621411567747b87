"""Returns that staff and customers ask for, as tests do it."""

from typing import Any
from uuid import UUID

import httpx

from shared.schemas.billing import ReturnDecisionRefused
from shared.schemas.orders import OrderPlaced
from tests.returns.parcels import shipped
from tests.support.orders import PLACED_AT, placed
from tests.support.service import ShopService

Json = dict[str, Any]


async def shipped_order(returns: ShopService, **of: Any) -> OrderPlaced:
    """An order all of which has left."""
    order = placed(**of)
    await returns.deliver(order, shipped(order))
    return order


async def opened(returns: ShopService, order: OrderPlaced, units: dict[int, int], **more: Any) -> Json:
    """A return that staff have opened, and that is approved by that."""
    return said(await ask(returns, order.order_id, units, **more), 201)


async def ask(returns: ShopService, order_id: UUID, units: dict[int, int], **more: Any) -> httpx.Response:
    key = more.pop("key", None)
    lines = [{"line_no": line_no, "quantity": quantity} for line_no, quantity in units.items()]
    return await returns.post(f"/orders/{order_id}/returns", {"lines": lines} | more, key=key)


async def do(returns: ShopService, one: Json, what: str, **body: Any) -> Json:
    return said(await returns.post(f"/returns/{one['return_id']}/{what}", body or None))


async def refused(returns: ShopService, one: Json, what: str, **body: Any) -> tuple[int, str, str]:
    answer = await returns.post(f"/returns/{one['return_id']}/{what}", body or None)
    assert answer.status_code >= 400, answer.text
    problem = answer.json()
    return answer.status_code, problem["type"], problem["detail"]


async def received(returns: ShopService, one: Json, *lines: Json) -> Json:
    return await do(returns, one, "receive", lines=list(lines))


def credit_refused(order: OrderPlaced, one: Json, problem: str) -> ReturnDecisionRefused:
    """Billing does not carry out the last credit that was decided of the return."""
    return ReturnDecisionRefused(
        order_id=order.order_id,
        sequence=4,
        decision_id=[decision for decision in one["decisions"] if decision["kind"] == "credit"][-1]["decision_id"],
        return_id=one["return_id"],
        return_number=one["number"],
        problem=problem,
        detail="billing says why",
        refused_at=PLACED_AT,
        by="alice",
    )


def unit(line_no: int = 1, quantity: int = 1, **more: Any) -> Json:
    return {"line_no": line_no, "quantity": quantity} | more


def said(answer: httpx.Response, status: int = 200) -> Json:
    assert answer.status_code == status, answer.text
    found: Json = answer.json()
    return found
