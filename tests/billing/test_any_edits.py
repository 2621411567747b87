"""Whatever is done in whatever order billing hears of it: what is invoiced less credits is what is ordered."""

from decimal import Decimal
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.billing.invariants import INVARIANTS
from shared.schemas.billing import Invoicing
from shared.schemas.event import Event
from shared.schemas.orders import OrderPlaced
from tests.billing.any_order import WANTED, Wanted, ordered
from tests.billing.test_when_invoices_are_made import invoices_are_made, seen
from tests.support.by_rate import ZERO, added, by_rate, gross, issued_of
from tests.support.orders import cancelled, edited_to, held, resumed
from tests.support.service import ShopService, empty

TOLD = ("edit", "edit", "edit", "edit", "hold", "resume", "cancel")
DONE = ("pay", "pay", "pay_more", "reverse", "credit", "credit", "refund", "succeed", "fail", "write_off", "invoice")
FIRST = Wanted({1: (2, 1250), 2: (1, 840)}, percent=10, postage=490)


class Step(NamedTuple):
    does: str
    which: int
    part: int
    wanted: Wanted


steps = st.builds(
    Step,
    st.sampled_from(TOLD * 2 + DONE * 2 + ("hear", "hear_again") * 8),
    st.integers(0, 9),
    st.integers(1, 9),
    WANTED,
)


class Told:
    """An order as orders has it, and what billing has not heard of it yet."""

    def __init__(self, first: OrderPlaced) -> None:
        self.now = first
        self.sequence = 1
        self.edited: int | None = None
        self.held = self.cancelled = False
        self.unheard: list[Event] = [first]
        self.heard: list[Event] = []

    def tell(self, does: str, wanted: Wanted) -> None:
        if self.cancelled or (does == "resume" and not self.held) or (does == "hold" and self.held):
            return
        before, self.sequence = self.now, self.sequence + 1
        match does:
            case "edit":
                self.now, self.edited = ordered(wanted, before), self.sequence
                self.unheard.append(edited_to(before, self.now, sequence=self.sequence))
            case "hold" | "resume":
                self.held = does == "hold"
                self.unheard.append((held if self.held else resumed)(before, sequence=self.sequence))
            case "cancel":
                self.held, self.cancelled = False, True
                self.unheard.append(cancelled(before, sequence=self.sequence))


class Day:
    def __init__(self, billing: ShopService, orders: list[Told]) -> None:
        self.billing = billing
        self.orders = orders

    async def do(self, step: Step) -> None:
        order = self.orders[step.which % len(self.orders)]
        if step.does in TOLD:
            order.tell(step.does, step.wanted)
        elif step.does == "hear" and order.unheard:
            await self.hear(order, min(step.part % 3, len(order.unheard) - 1))
        elif step.does == "hear_again" and order.heard:
            again = order.heard[step.part % len(order.heard)]
            await self.billing.deliver(again, again.model_copy())
        elif step.does in DONE:
            await self._ask(order.now.order_id, step)

    async def hear(self, order: Told, place: int = 0) -> None:
        event = order.unheard.pop(place)
        order.heard.append(event)
        await self.billing.deliver(event)

    async def _ask(self, order_id: Any, step: Step) -> None:
        amount, path, body = f"{step.part}.50", f"/orders/{order_id}/", dict[str, Any]()
        match step.does:
            case "pay" | "pay_more":
                path += "payments"
                if step.does == "pay_more" or step.part % 2:
                    body = {"amount": amount, "more_than_due": step.does == "pay_more"}
            case "reverse":
                path, body = f"{path}payments/reverse", {"reason": "bounced"}
            case "write_off":
                path, body = f"{path}write-off", {"reason": "too little"}
            case "invoice" | "refund":
                path += "invoice" if step.does == "invoice" else "refunds"
                body = {"method": "card"} | ({"amount": amount} if step.part % 2 else {}) if "refund" in path else {}
            case "credit":
                path, body = "/credit-notes", {"order_id": str(order_id), **_to_credit(step)}
            case "succeed" | "fail":
                refunds = (await self.billing.http.get(path[:-1])).json().get("refunds")
                if not refunds:
                    return
                path, body = f"{path}refunds/{refunds[step.part % len(refunds)]['refund_id']}/{step.does}", {}
        answer = await self.billing.post(path, body)
        assert answer.is_success or answer.status_code in (404, 409, 422), f"{step}: {answer.text}"
        assert answer.status_code != 422 or "invalid-request" not in answer.text, f"{step}: {answer.text}"

    async def ends(self) -> None:
        """All is heard, and no order is on hold any more."""
        for order in self.orders:
            order.tell("resume", FIRST)
            while order.unheard:
                await self.hear(order)
        assert await self.billing.parked() == []

    async def is_right(self, order: Told) -> None:
        found = await seen(self.billing, order.now)
        documents = await issued_of(self.billing, order.now.order_id)
        credits = added(*(one.at for one in documents if one.kind != "invoice" and one.edited == order.edited))
        ordered = by_rate([dict(at) for at in order.now.totals.vat_by_rate])
        invoiced = found["state"] == "invoiced"
        assert added(*(one.at for one in documents)) == (added(ordered, credits) if invoiced else {})
        owed = ZERO if order.cancelled else order.now.totals.gross + gross(credits)
        paid, written_off = Decimal(found["paid"]), Decimal(found["written_off"])
        assert Decimal(found["balance"]) == paid + written_off - owed
        assert Decimal(found["due"]) == max(owed - paid - written_off, ZERO)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(policies=st.permutations(list(Invoicing)), day=st.lists(steps, min_size=15, max_size=40))
async def test_whatever_is_done_what_is_invoiced_less_credits_is_what_is_ordered(
    billing: ShopService, policies: list[Invoicing], day: list[Step]
) -> None:
    await empty(billing.database)
    billing._positions.clear()
    orders = []
    for number, invoicing in enumerate(policies[:2], start=1001):
        orders.append(Told(ordered(FIRST, number=str(number))))
        await invoices_are_made(billing, invoicing)
        if day[0].part % 2:
            await billing.deliver(orders[-1].now)
    one = Day(billing, orders)
    for step in day:
        await one.do(step)
    await one.ends()
    for order in orders:
        await one.is_right(order)
    async with billing.reading() as queries:
        assert {rule.rule: await rule.violations(queries.connection) for rule in INVARIANTS} == {
            rule.rule: [] for rule in INVARIANTS
        }


def _to_credit(step: Step) -> dict[str, Any]:
    if step.part % 3 == 0:
        return {"amount": f"{step.part}.00"}
    if step.part % 3 == 1:
        return {"shipping": True}
    return {"lines": [{"line_no": 1 + step.part % 4, "quantity": 1 + step.which % 2, "restock": step.which > 4}]}
