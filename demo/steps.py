"""What the staff do with the demo shop's orders, each step by the command a person would give."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from client.api import Found, ServiceRefused
from demo import texts
from demo.orders import DemoOrder
from demo.scenarios import SHIPPED, Ending, Step
from demo.shop import Shop, until
from demo.staff import ACCOUNTING, SALES, SALES_EN, WAREHOUSE, WAREHOUSE_EN, Member
from deploy.problem import Problem
from shared.money import to_cent

CARD_PAYS_AFTER, TRANSFER_PAYS_AFTER = timedelta(minutes=2), timedelta(hours=31)
GOODWILL_AMOUNT = "5.00"


class Placed(NamedTuple):
    """An order in the shop, and the shipment that was made for it; `rng` is its own, as orders move at once."""

    order: DemoOrder
    shipment_id: str | None
    at: datetime
    rng: Random

    @property
    def order_id(self) -> str:
        return str(self.order.command.order_id)


async def take_steps(shop: Shop, placed: Placed) -> Ending:
    """All steps of its scenario, one after the other; how it ends."""
    ending = placed.order.scenario.ending
    if placed.order.note:
        await _save_note(shop, placed, placed.order.note)
    for step in placed.order.scenario.steps:
        if step is Step.SHIP_WHILE_CANCELLED:
            ending = await _ship_while_cancelled(shop, placed)
        else:
            await _STEPS[step](shop, placed)
    return ending


async def _save_note(shop: Shop, placed: Placed, text: str) -> None:
    by = placed.rng.choice((SALES, SALES_EN, ACCOUNTING))
    await shop.put("orders", f"/orders/{placed.order_id}/note", {"text": text}, by=by, version='"0"')


async def _pay(shop: Shop, placed: Placed) -> None:
    await _pay_amount(shop, placed, None)


async def _pay_in_part(shop: Shop, placed: Placed) -> None:
    gross = placed.order.command.totals.gross
    await _pay_amount(shop, placed, str(to_cent(gross / 2, placed.order.command.currency)))


async def _pay_amount(shop: Shop, placed: Placed, amount: str | None) -> None:
    command = placed.order.command
    after = TRANSFER_PAYS_AFTER if placed.order.scenario.pays_later else CARD_PAYS_AFTER
    assert command.placed_at
    body = {
        "amount": amount,
        "method": command.payment.method,
        "reference": f"{placed.rng.randrange(10**8):08}",
        "paid_at": min(command.placed_at + after, placed.at).isoformat(),
    }
    await shop.post("billing", f"/orders/{placed.order_id}/payments", body, by=ACCOUNTING)


async def _mark_unpaid(shop: Shop, placed: Placed) -> None:
    await _reverse(shop, placed, texts.BOUNCED)


async def _refund(shop: Shop, placed: Placed) -> None:
    await _reverse(shop, placed, texts.REFUNDED)


async def _reverse(shop: Shop, placed: Placed, reason: str) -> None:
    path = f"/orders/{placed.order_id}/payments/reverse"
    await shop.post("billing", path, {"reason": reason}, by=ACCOUNTING)


async def _ship(shop: Shop, placed: Placed) -> None:
    by = placed.rng.choice((WAREHOUSE, WAREHOUSE_EN))
    await shop.post("fulfilment", f"/shipments/{placed.shipment_id}/ship", {}, by=by)


async def _unship(shop: Shop, placed: Placed) -> None:
    path = f"/shipments/{placed.shipment_id}/unship"
    await shop.post("fulfilment", path, {"reason": texts.CAME_BACK}, by=WAREHOUSE)


async def _hold(shop: Shop, placed: Placed) -> None:
    path = f"/orders/{placed.order_id}"
    await shop.post("orders", f"{path}/hold", {"reason": placed.rng.choice(texts.HOLD_REASONS)}, by=_sales(placed))

    async def effective() -> bool:
        hold: Found = (await shop.get("orders", path))["hold"]
        return bool(hold["state"] == "effective")

    await until(effective, f"the hold of order {placed.order_id} is effective")


async def _resume(shop: Shop, placed: Placed) -> None:
    path = f"/orders/{placed.order_id}"
    await shop.post("orders", f"{path}/resume", {}, by=_sales(placed))

    async def resumed() -> bool:
        return not (await shop.get("fulfilment", path))["held"] and not (await shop.get("billing", path))["held"]

    await until(resumed, f"order {placed.order_id} is resumed")


async def _credit_a_line(shop: Shop, placed: Placed) -> None:
    body = {"lines": [{"line_no": 1, "quantity": 1}], "reason": placed.rng.choice(texts.CREDIT_REASONS)}
    await shop.post("billing", "/credit-notes", {"order_id": placed.order_id, **body}, by=ACCOUNTING)


async def _credit_goodwill(shop: Shop, placed: Placed) -> None:
    body = {"order_id": placed.order_id, "amount": GOODWILL_AMOUNT, "reason": texts.GOODWILL}
    await shop.post("billing", "/credit-notes", body, by=ACCOUNTING)


async def _cancel(shop: Shop, placed: Placed) -> None:
    await _cancel_because(shop, placed, placed.rng.choice(texts.CANCEL_REASONS), tell=False)


async def _cancel_and_tell(shop: Shop, placed: Placed) -> None:
    await _cancel_because(shop, placed, placed.rng.choice(texts.CANCEL_REASONS), tell=True)


async def _cancel_because(shop: Shop, placed: Placed, reason: str, *, tell: bool) -> None:
    body = {"reason": reason, "notify_customer": tell}
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
    Step.SHIP: _ship,
    Step.UNSHIP: _unship,
    Step.HOLD: _hold,
    Step.RESUME: _resume,
    Step.CREDIT_A_LINE: _credit_a_line,
    Step.CREDIT_GOODWILL: _credit_goodwill,
    Step.CANCEL: _cancel,
    Step.CANCEL_AND_TELL: _cancel_and_tell,
}
