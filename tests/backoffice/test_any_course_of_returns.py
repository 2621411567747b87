"""Whatever comes back, is credited and undone, while services hear of each other late and twice: it adds up."""

from collections import Counter, defaultdict
from decimal import Decimal
from random import Random

import pytest

from cli.check import broken_rules
from deploy.databases import Databases
from shared.schemas.billing import Invoicing
from tests.backoffice.services import Services
from tests.backoffice.test_any_course import CHANGES, Course, Step
from tests.support.returning import BODIES, Json, asked, next_deed, withdrawn
from tests.support.sale import order

STEPS = 90
SEEDS = (2, 4, 10)
"""Of more courses, for who has time: set more of them."""
DONE = (
    *("hear",) * 18,
    *("hear_again",) * 4,
    *("ship",) * 2,
    *("pay",) * 2,
    *("open", "open", "open", "request", "request"),
    *("go_on",) * 30,
    *("withdraw", "withdraw"),
    *("edit", "credit", "refund", "unship", "split", "cancel", "reverse", "lose"),
)
ENTRIES = """
SELECT reference, sum(quantity)::int FROM stock_entries
WHERE kind = 'restocked' AND order_id = $1 AND reference LIKE 'RE-%' GROUP BY reference
"""
DELIVERY = Decimal("4.90")
PRICES = {"LAMP": Decimal("12.50"), "BOOK": Decimal("8.40")}


class CourseOfReturns(Course):
    def __init__(self, shop: Services, chance: Random) -> None:
        super().__init__(shop)
        self.chance = chance
        self.left = defaultdict[str, Counter[int]](Counter)
        self.without_fees = set[str]()
        self.edited = set[str]()

    async def go(self) -> None:
        """A third one is paid and shipped to begin with, and all have heard of it."""
        await self._ask("fulfilment", "/stock/LAMP/receipts", {"quantity": 3})
        self.orders.append((await self.shop.post("orders", "/orders", order()))["order_id"])
        await self.topics.hear_all()
        for first in ("pay", "ship"):
            await self.do(Step(first, 2, 3, "units"))
            await self.topics.hear_all()
        await self._note_what_left(self.orders[2])
        for _ in range(STEPS):
            does = self.chance.choice(DONE)
            many = self.chance.randint(1, 8 if does.startswith("hear") else 4)
            await self.do(Step(does, self.chance.randint(0, 20), many, self.chance.choice(CHANGES)))
            if does in ("ship", "cancel", "unship"):
                for order_id in self.orders:
                    await self._note_what_left(order_id)

    async def _edit(self, order_id: str, step: Step) -> None:
        self.edited.add(order_id)
        await super()._edit(order_id, step)

    async def _open(self, order_id: str, step: Step) -> None:
        seen = await self._returns(order_id)
        if seen["lines"]:
            body = {"lines": asked(seen["lines"], self.chance), "approve": step.part > 1}
            await self._ask("returns", f"/orders/{order_id}/returns", body)

    async def _request(self, order_id: str, step: Step) -> None:
        seen = await self._returns(order_id)
        if seen["lines"]:
            await self._ask("returns", f"/orders/{order_id}/requests", {"lines": asked(seen["lines"], self.chance)})

    async def _withdraw(self, order_id: str, step: Step) -> None:
        seen = await self._returns(order_id)
        if seen["lines"]:
            await self._ask("returns", f"/orders/{order_id}/withdrawals", withdrawn(seen["lines"], self.chance))

    async def end(self) -> None:
        """Those that were placed in exchange are orders like others."""
        await super().end()
        async with self.shop["orders"].reading() as queries:
            self.orders = [str(row[0]) for row in await queries.fetch("SELECT order_id FROM orders ORDER BY 1")]
        for order_id in self.orders:
            await self._note_what_left(order_id)

    async def _go_on(self, order_id: str, step: Step) -> None:
        if returns := (await self._returns(order_id))["returns"]:
            one = self.chance.choice([one for one in returns if one["may"]] or returns)
            what = next_deed(one, self.chance)
            body = BODIES[what](one, self.chance) if what in BODIES else None
            answer = await self._ask("returns", f"/returns/{one['return_id']}/{what}", body)
            if what == "credit" and answer.is_success and not (body or {}).keys() - {"lines"}:
                self.without_fees.add(answer.json()["decisions"][-1]["decision_id"])

    async def _returns(self, order_id: str) -> Json:
        answer = await self.shop["returns"].http.get(f"/orders/{order_id}")
        found: Json = answer.json() if answer.is_success else {"lines": [], "returns": []}
        return found

    async def _note_what_left(self, order_id: str) -> None:
        here = Counter[int]()
        for slip in (await self.shop.get("fulfilment", f"/orders/{order_id}"))["shipments"]:
            if slip["state"] == "shipped":
                here.update({line["line_no"]: line["quantity"] for line in slip["lines"]})
        self.left[order_id] |= here

    async def adds_up(self, order_id: str) -> None:
        returns = (await self._returns(order_id))["returns"]
        came = Counter[int]()
        for line in (line for one in returns for line in one["lines"]):
            came[line["line_no"]] += sum(of["quantity"] for of in line["units"] if of["outcome"] == "received")
        assert came <= self.left[order_id]
        assert await self._in_stock_again(order_id) == _restocked(returns)
        billed = await self.shop.get("billing", f"/orders/{order_id}")
        on_its_way = sum((Decimal(one["amount"]) for one in billed["refunds"] if one["state"] == "pending"), Decimal(0))
        assert on_its_way <= Decimal(billed["paid"])  # what has gone is off that already
        if order_id not in self.edited:
            assert self._delivery_given_back(returns) in (0, DELIVERY)

    def _delivery_given_back(self, returns: list[Json]) -> Decimal:
        """What was credited without fees beyond the price of the goods, which only withdrawals may give, once."""
        beyond = Decimal(0)
        for one in returns:
            for of in one["decisions"]:
                if of["decision_id"] in self.without_fees and of["state"] == "done":
                    goods = sum(line["quantity"] * PRICES[line["sku"]] for line in of["lines"])
                    assert one["origin"] == "withdrawal" or Decimal(of["amount"]) == goods
                    beyond += Decimal(of["amount"]) - goods
        return beyond

    async def _in_stock_again(self, order_id: str) -> Counter[str]:
        async with self.shop["fulfilment"].reading() as queries:
            rows = await queries.fetch(ENTRIES, order_id)
        return Counter(dict(rows))


def _restocked(returns: list[Json]) -> Counter[str]:
    """By return what fulfilment has said is in stock again."""
    units = Counter[str]()
    for one in returns:
        for of in one["decisions"]:
            if (of["kind"], of["state"]) == ("restock", "done"):
                units[one["number"]] += sum(line["quantity"] for line in of["lines"])
    return units


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_comes_back_is_credited_refunded_and_in_stock_once(
    shop: Services, administrator: Databases, seed: int
) -> None:
    one = CourseOfReturns(shop, Random(seed))  # noqa: S311 (no secret)
    await one.begin([Invoicing.ON_PLACEMENT, Invoicing.ON_PAYMENT])
    await one.go()
    await one.end()
    for order_id in one.orders:
        await one.adds_up(order_id)
    broken = {rule: found for rule, found in (await broken_rules(administrator)).items() if found}
    assert set(broken) == {"no event waits in an outbox"}, broken
