"""What the staff do with the demo shop's orders, each step by the command a person would give."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from client.api import Found, ServiceRefused
from demo import texts
from demo.orders import DemoOrder
from demo.scenarios import SHIPPED, Ending, Step
from demo.shop import Shop, until
from demo.staff import ACCOUNTING, SALES, SALES_EN, WAREHOUSE, WAREHOUSE_EN, Member
from demo.step_times import times_of_steps
from deploy.problem import Problem
from shared.money import to_cent

GOODWILL_AMOUNT = "5.00"
NOTED_AFTER = timedelta(minutes=35)


class Placed(NamedTuple):
    """An order in the shop, the shipment that was made for it, and until when it moved; `rng` is its own."""

    order: DemoOrder
    shipment_id: str | None
    at: datetime
    rng: Random

    @property
    def occurred_at(self) -> dict[str, str]:
        """For the body of a command that was given then."""
        return {"occurred_at": self.at.isoformat()}

    @property
    def order_id(self) -> str:
        return str(self.order.command.order_id)


async def take_all_steps(shop: Shop, orders: Sequence[Placed]) -> dict[str, Ending]:
    """All steps of these orders in the order in which they happened; how each order ends, by its id."""
    endings = {one.order_id: one.order.scenario.ending for one in orders}
    await asyncio.gather(*(_save_note(shop, one, one.order.note) for one in orders if one.order.note))
    steps = [(taken, one) for one in orders for taken in times_of_steps(one.order, one.at, one.rng)]
    for taken, placed in sorted(steps, key=lambda step: step[0].at):
        then = placed._replace(at=taken.at)
        if taken.step is Step.SHIP_WHILE_CANCELLED:
            endings[placed.order_id] = await _ship_while_cancelled(shop, then)
        else:
            await _STEPS[taken.step](shop, then)
    return endings


async def _save_note(shop: Shop, placed: Placed, text: str) -> None:
    by = placed.rng.choice((SALES, SALES_EN, ACCOUNTING))
    assert placed.order.command.placed_at
    at = min(placed.order.command.placed_at + NOTED_AFTER, placed.at)
    body = {"text": text, "occurred_at": at.isoformat()}
    await shop.put("orders", f"/orders/{placed.order_id}/note", body, by=by, version='"0"')


async def _pay(shop: Shop, placed: Placed) -> None:
    await _pay_amount(shop, placed, None)


async def _pay_in_part(shop: Shop, placed: Placed) -> None:
    gross = placed.order.command.totals.gross
    await _pay_amount(shop, placed, str(to_cent(gross / 2, placed.order.command.currency)))


async def _pay_amount(shop: Shop, placed: Placed, amount: str | None) -> None:
    body = {
        "amount": amount,
        "method": placed.order.command.payment.method,
        "reference": f"{placed.rng.randrange(10**8):08}",
        **placed.occurred_at,
    }
    await shop.post("billing", f"/orders/{placed.order_id}/payments", body, by=ACCOUNTING)


async def _mark_unpaid(shop: Shop, placed: Placed) -> None:
    await _reverse(shop, placed, texts.BOUNCED)


async def _refund(shop: Shop, placed: Placed) -> None:
    await _reverse(shop, placed, texts.REFUNDED)


async def _reverse(shop: Shop, placed: Placed, reason: str) -> None:
    path = f"/orders/{placed.order_id}/payments/reverse"
    await shop.post("billing", path, {"reason": reason, **placed.occurred_at}, by=ACCOUNTING)


async def _make_ready(shop: Shop, placed: Placed) -> None:
    path = f"/shipments/{placed.shipment_id}/make-ready-for-pickup"
    await shop.post("fulfilment", path, placed.occurred_at, by=placed.rng.choice((WAREHOUSE, WAREHOUSE_EN)))


async def _ship(shop: Shop, placed: Placed) -> None:
    by = placed.rng.choice((WAREHOUSE, WAREHOUSE_EN))
    await shop.post("fulfilment", f"/shipments/{placed.shipment_id}/ship", placed.occurred_at, by=by)


async def _unship(shop: Shop, placed: Placed) -> None:
    path = f"/shipments/{placed.shipment_id}/unship"
    await shop.post("fulfilment", path, {"reason": texts.CAME_BACK, **placed.occurred_at}, by=WAREHOUSE)


async def _hold(shop: Shop, placed: Placed) -> None:
    path = f"/orders/{placed.order_id}"
    body = {"reason": placed.rng.choice(texts.HOLD_REASONS), **placed.occurred_at}
    await shop.post("orders", f"{path}/hold", body, by=_sales(placed))

    async def effective() -> bool:
        hold: Found = (await shop.get("orders", path))["hold"]
        return bool(hold["state"] == "effective")

    await until(effective, f"the hold of order {placed.order_id} is effective")


async def _resume(shop: Shop, placed: Placed) -> None:
    path = f"/orders/{placed.order_id}"
    await shop.post("orders", f"{path}/resume", placed.occurred_at, by=_sales(placed))

    async def resumed() -> bool:
        return not (await shop.get("fulfilment", path))["held"] and not (await shop.get("billing", path))["held"]

    await until(resumed, f"order {placed.order_id} is resumed")


async def _credit_a_line(shop: Shop, placed: Placed) -> None:
    body = {
        "order_id": placed.order_id,
        "lines": [{"line_no": 1, "quantity": 1}],
        "reason": placed.rng.choice(texts.CREDIT_REASONS),
        **placed.occurred_at,
    }
    await shop.post("billing", "/credit-notes", body, by=ACCOUNTING)


async def _credit_all(shop: Shop, placed: Placed) -> None:
    command = placed.order.command
    body = {
        "order_id": placed.order_id,
        "lines": [{"line_no": number, "quantity": line.quantity} for number, line in enumerate(command.lines, 1)],
        "shipping": command.shipping is not None and command.shipping.price > 0,
        "payment_costs": command.payment.cost > 0,
        "reason": placed.rng.choice(texts.CREDIT_REASONS),
        **placed.occurred_at,
    }
    await shop.post("billing", "/credit-notes", body, by=ACCOUNTING)


async def _credit_goodwill(shop: Shop, placed: Placed) -> None:
    body = {"order_id": placed.order_id, "amount": GOODWILL_AMOUNT, "reason": texts.GOODWILL, **placed.occurred_at}
    await shop.post("billing", "/credit-notes", body, by=ACCOUNTING)


async def _cancel(shop: Shop, placed: Placed) -> None:
    await _cancel_because(shop, placed, placed.rng.choice(texts.CANCEL_REASONS), tell=False)


async def _cancel_and_tell(shop: Shop, placed: Placed) -> None:
    await _cancel_because(shop, placed, placed.rng.choice(texts.CANCEL_REASONS), tell=True)


async def _cancel_because(shop: Shop, placed: Placed, reason: str, *, tell: bool) -> None:
    body = {"reason": reason, "notify_customer": tell, **placed.occurred_at}
    await shop.post("orders", f"/orders/{placed.order_id}/cancel", body, by=_sales(placed))


async def _ship_while_cancelled(shop: Shop, placed: Placed) -> Ending:
    """Whichever of two people comes first; most often the two services do not know of each other yet."""
    shipped, cancelled = await asyncio.gather(
        _accepted(_ship(shop, placed)), _accepted(_cancel_because(shop, placed, texts.CANCELLED_TOO_LATE, tell=True))
    )
    if not (shipped or cancelled):
        raise Problem(f"order {placed.order_id} was neither shipped nor cancelled")
    return placed.order.scenario.ending if cancelled else SHIPPED.ending


async def _accepted(command: Awaitable[None]) -> bool:
    try:
        await command
    except ServiceRefused:
        return False
    return True


def _sales(placed: Placed) -> Member:
    return placed.rng.choice((SALES, SALES_EN))


_STEPS: dict[Step, Callable[[Shop, Placed], Awaitable[None]]] = {
    Step.PAY: _pay,
    Step.PAY_IN_PART: _pay_in_part,
    Step.MARK_UNPAID: _mark_unpaid,
    Step.REFUND: _refund,
    Step.MAKE_READY: _make_ready,
    Step.SHIP: _ship,
    Step.UNSHIP: _unship,
    Step.HOLD: _hold,
    Step.RESUME: _resume,
    Step.CREDIT_A_LINE: _credit_a_line,
    Step.CREDIT_GOODWILL: _credit_goodwill,
    Step.CREDIT_ALL: _credit_all,
    Step.CANCEL: _cancel,
    Step.CANCEL_AND_TELL: _cancel_and_tell,
}
