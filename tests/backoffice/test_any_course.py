"""Whatever is done with orders, while services hear of each other late and twice: in the end all of them agree."""

from decimal import Decimal
from typing import Any, NamedTuple

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.check import broken_rules
from deploy.databases import Databases
from services.billing.settings import InvoiceSettings
from shared.clock import now
from shared.schemas.billing import Invoicing
from shared.stored_settings import find_version, save_settings
from tests.backoffice.in_any_order import Topics
from tests.backoffice.services import Services
from tests.support.by_rate import added, by_rate, issued_of
from tests.support.sale import order
from tests.support.service import empty

DONE = ("edit", "edit", "edit", "pay", "pay", "ship", "split", "credit", "refund", "reverse", "hold", "resume")
SELDOM = ("unship", "receive", "lose", "invoice", "cancel")
CHANGES = ("units", "units", "add", "price", "discount", "shipping", "take off")


class Step(NamedTuple):
    does: str
    which: int
    part: int
    how: str


steps = st.builds(
    Step,
    st.sampled_from(DONE * 2 + SELDOM + ("hear", "hear_again") * 8),
    st.integers(0, 20),
    st.integers(1, 4),
    st.sampled_from(CHANGES),
)


class Course:
    def __init__(self, shop: Services) -> None:
        self.shop = shop
        self.topics = Topics(shop)
        self.orders: list[str] = []

    async def begin(self, policies: list[Invoicing]) -> None:
        for of in self.shop.values():
            await empty(of.database)
            of._positions.clear()
        self.shop._handed_on = dict.fromkeys(self.shop, 0)
        await self.shop.open_shop(stock=5)
        for invoicing in policies[:2]:
            async with self.shop["billing"].transaction() as tx:
                version = (await find_version(tx, "invoices")).version
                await save_settings(
                    tx, InvoiceSettings(invoicing=invoicing), expected_version=version, at=now(), by="a"
                )
            self.orders.append((await self.shop.post("orders", "/orders", order()))["order_id"])
            await self.topics.hear_all()

    async def do(self, step: Step) -> None:
        if step.does in ("hear", "hear_again"):
            return await self.topics.hear(step.which, step.part, again=step.does == "hear_again")
        order_id = self.orders[step.which % len(self.orders)]
        doing = getattr(self, f"_{step.does.replace('-', '_')}", None)
        if doing is not None:
            await doing(order_id, step)
        elif step.does in ("receive", "lose"):
            units, path = (step.part, "receipts") if step.does == "receive" else (-step.part, "adjustments")
            await self._ask("fulfilment", f"/stock/LAMP/{path}", {"quantity": units, "reason": "counted"})
        else:
            service, path, body = WHAT[step.does]
            await self._ask(service, path.format(order_id), body)
        await self.topics.take()

    async def _edit(self, order_id: str, step: Step) -> None:
        seen = await self.shop.get("orders", f"/orders/{order_id}")
        lines: list[dict[str, Any]] = [
            {"line_no": line["line_no"], "quantity": line["quantity"]} for line in seen["lines"]
        ]
        body: dict[str, Any] = {"lines": lines, "reason": "she called", "notify_customer": step.part == 1}
        line = lines[step.part % len(lines)]
        match step.how:
            case "units":
                line["quantity"] = step.part
            case "add":
                lines.append({"sku": ("LAMP", "BOOK")[step.part % 2], "quantity": step.part})
            case "price":
                line["unit_price"] = f"{step.part}.35"
            case "discount":
                body["discount"] = f"{step.part}.15"
            case "shipping":
                body["shipping"] = {"method": "Chronopost", "price": f"{step.part}.90"} if step.part % 2 else None
            case "take off" if len(lines) > 1:
                lines.remove(line)
        version = {"If-Match": f'"{seen["version"]}"'}
        await self._ask("orders", f"/orders/{order_id}/edit", body, headers=version)

    async def _pay(self, order_id: str, step: Step) -> None:
        body = {} if step.part > 2 else {"amount": f"{10 * step.part}.00", "more_than_due": step.part == 2}
        await self._ask("billing", f"/orders/{order_id}/payments", body)

    async def _credit(self, order_id: str, step: Step) -> None:
        goods = {"lines": [{"line_no": step.part, "quantity": 1, "restock": step.which % 2 == 0}]}
        await self._ask(
            "billing", "/credit-notes", {"order_id": order_id} | (goods if step.part < 4 else {"amount": "3"})
        )

    async def _ship(self, order_id: str, step: Step) -> None:
        shipments = (await self.shop.get("fulfilment", f"/orders/{order_id}"))["shipments"]
        if shipments:
            shipment_id = shipments[step.part % len(shipments)]["shipment_id"]
            body = {"reason": "a mistake"} if step.does == "unship" else None
            await self._ask("fulfilment", f"/shipments/{shipment_id}/{step.does}", body)

    _unship = _ship

    async def _split(self, order_id: str, step: Step) -> None:
        shipments = (await self.shop.get("fulfilment", f"/orders/{order_id}"))["shipments"]
        if lines := [line for one in shipments[-1:] for line in one["lines"]]:
            off = [{"line_no": lines[0]["line_no"], "quantity": 1}]
            await self._ask("fulfilment", f"/shipments/{shipments[-1]['shipment_id']}/split", {"lines": off})

    async def _ask(self, service: str, path: str, body: Any, **more: Any) -> httpx.Response:
        answer = await self.shop[service].post(path, body, **more)
        assert answer.is_success or answer.status_code in (404, 409, 412, 422), f"{path} {body}: {answer.text}"
        assert "invalid-request" not in answer.text, f"{path} {body}: {answer.text}"
        return answer

    async def end(self) -> None:
        """All is heard, and no order is on hold any more."""
        await self.topics.hear_all()
        for order_id in self.orders:
            if (await self.shop.get("orders", f"/orders/{order_id}"))["hold"]:
                await self.shop.post("orders", f"/orders/{order_id}/resume")
        await self.topics.hear_all()
        for of in self.shop.values():
            assert await of.parked() == []

    async def is_right(self, order_id: str) -> None:
        seen = await self.shop.get("orders", f"/orders/{order_id}")
        billed = await self.shop.get("billing", f"/orders/{order_id}")
        assert seen["balance"] == billed["balance"]
        documents = await issued_of(self.shop["billing"], order_id)
        if billed["state"] == "invoiced" and not Decimal(billed["credited"]):
            assert added(*(one.at for one in documents)) == by_rate(seen["totals"]["vat_by_rate"])
        elif billed["state"] != "invoiced":
            assert added(*(one.at for one in documents)) == {}


WHAT: dict[str, tuple[str, str, Any]] = {
    "hold": ("orders", "/orders/{}/hold", {"reason": "address to be checked"}),
    "resume": ("orders", "/orders/{}/resume", None),
    "cancel": ("orders", "/orders/{}/cancel", {"reason": "changed her mind"}),
    "refund": ("billing", "/orders/{}/refunds", {"method": "card", "state": "succeeded"}),
    "reverse": ("billing", "/orders/{}/payments/reverse", {"reason": "bounced"}),
    "invoice": ("billing", "/orders/{}/invoice", None),
}


@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(policies=st.permutations(list(Invoicing)), course=st.lists(steps, min_size=20, max_size=40))
async def test_whatever_is_done_all_services_agree_once_they_have_heard_of_it(
    shop: Services, administrator: Databases, policies: list[Invoicing], course: list[Step]
) -> None:
    one = Course(shop)
    await one.begin(policies)
    for step in course:
        await one.do(step)
    await one.end()
    for order_id in one.orders:
        await one.is_right(order_id)
    broken = {rule: found for rule, found in (await broken_rules(administrator)).items() if found}
    assert set(broken) == {"no event waits in an outbox"}, broken
