"""Any day in the warehouse: whatever is done in whatever order, its books are those of a few lines of Python."""

from collections import Counter
from typing import Any, NamedTuple
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.fulfilment.invariants import INVARIANTS
from shared.schemas.orders import OrderPlaced
from tests.fulfilment.a_warehouse import SKUS, Slip
from tests.fulfilment.a_warehouse import Warehouse as Model
from tests.fulfilment.restored import set_back
from tests.fulfilment.test_send_again import LATER
from tests.fulfilment.test_take_off_credits import credited
from tests.fulfilment.warehouse import Warehouse
from tests.support.orders import cancelled, edited_to, held, placed, resumed

DONE = ("place", "receive", "ship", "split", "merge", "send_again", "credit", "edit")
SELDOM = ("lose", "unship", "deliver", "undeliver", "hold", "resume", "resume", "cancel")


FIT = {
    "ship": ("ready",),
    "unship": ("shipped",),
    "deliver": ("shipped",),
    "undeliver": ("delivered",),
    "split": ("ready", "not_shipped"),
    "merge": ("ready", "not_shipped"),
    "send_again": ("shipped", "delivered"),
}


class Step(NamedTuple):
    does: str
    which: int
    other: int
    lamps: int
    chairs: int

    @property
    def units(self) -> Counter[str]:
        return +Counter({"LAMP": self.lamps, "CHAIR": self.chairs})


MORNING = [Step("receive", which, 0, 4, 0) for which in (0, 0, 1)] + [Step("place", 0, 0, 3, 1)] * 3
few = st.integers(0, 3)
steps = st.builds(Step, st.sampled_from(DONE * 2 + SELDOM), st.integers(0, 50), st.integers(0, 50), few, few)


class Day:
    """The same in the shop and in the model."""

    def __init__(self, shop: Warehouse) -> None:
        self.shop = shop
        self.model = Model()
        self.orders: list[OrderPlaced] = []
        self.told = 1
        self.edits: dict[UUID, int] = {}

    async def do(self, step: Step) -> None:
        if step.does == "place":
            if step.units:
                order = placed(lines=dict(sorted(step.units.items())))
                self.orders.append(order)
                await self.shop.deliver(order)
                self.model.place(order.order_id, step.units)
        elif step.does in ("receive", "lose"):
            await self._stock(step, SKUS[step.which % 2])
        elif self.orders and step.does in ("credit", "edit", "hold", "resume", "cancel"):
            await self._order(step, self.orders[step.which % len(self.orders)])
        elif self.orders:
            await self._slip(step)

    async def _stock(self, step: Step, sku: str) -> None:
        units = max(step.lamps, 1)
        expected = getattr(self.model, step.does)(sku, units)
        body: dict[str, Any] = {"quantity": units}
        if step.does == "lose":
            body = {"quantity": -units, "reason": "counted"}
        path = "receipts" if step.does == "receive" else "adjustments"
        answer = await self.shop.service.post(f"/stock/{sku}/{path}", body)
        assert answer.is_success == expected, answer.text

    async def _order(self, step: Step, order: OrderPlaced) -> None:
        self.told += 1
        order_id, model = order.order_id, self.model
        match step.does:
            case "hold" if order_id not in model.cancelled:
                model.held.add(order_id)
                await self.shop.deliver(held(order, sequence=self.told))
            case "resume" if order_id not in model.cancelled:
                model.resume(order_id)
                await self.shop.deliver(resumed(order, sequence=self.told))
            case "cancel" if order_id not in model.cancelled:
                model.cancel(order_id)
                await self.shop.deliver(cancelled(order, sequence=self.told))
            case "edit" if step.units and model.edit(order_id, step.units):
                now, self.edits[order_id] = as_edited(order, step.units), self.told
                self.orders[self.orders.index(order)] = now
                event = edited_to(order, now, sequence=self.told)
                await self.shop.deliver(event, *[event.model_copy()] * (step.other % 2))
            case "credit":
                line = order.lines[step.other % len(order.lines)]
                left = line.quantity - model.credited[order_id][line.sku]
                if units := min(step.lamps, left):
                    model.credit(order_id, line.sku, units)
                    note = credited(order, {line.line_no: units}, no=self.told, at=LATER)
                    await self.shop.deliver(note.model_copy(update={"edited": self.edits.get(order_id)}))

    async def _slip(self, step: Step) -> None:
        slip, other = self._chosen(step)
        (order,) = (one for one in self.orders if one.order_id == slip.order)
        shipments = {one["slip_number"]: one for one in (await self.shipments())}
        shipment = shipments[f"BE-{slip.number:06d}"]
        path, body = f"/shipments/{shipment['shipment_id']}/{step.does}", None
        if step.does in ("unship", "undeliver"):
            body = {"reason": "a mistake"}
        if step.does == "merge":
            body = {"other_shipment_id": shipments[f"BE-{other.number:06d}"]["shipment_id"]}
        if step.does == "split":
            line_no = {line.sku: line.line_no for line in order.lines}
            asked = {sku: units for sku, units in step.units.items() if sku in line_no}
            if not asked:
                return
            body = {"lines": [{"line_no": line_no[sku], "quantity": units} for sku, units in asked.items()]}
            expected = self.model.split(slip, Counter(asked))
        elif step.does == "send_again":
            if not shipment["parcels"]:
                added = await self.shop.service.post(f"/shipments/{shipment['shipment_id']}/parcels", {"weight_g": 1})
                if not added.is_success:
                    return
                shipment = added.json()
            shipment["may"] += shipment["parcels"][0]["may"]
            path, expected = f"/parcels/{shipment['parcels'][0]['parcel_id']}/send-again", self.model.send_again(slip)
        else:
            expected = getattr(self.model, step.does)(*([slip, other] if step.does == "merge" else [slip]))
        may = shipment["may"]
        answer = await self.shop.service.post(path, body)
        assert answer.is_success == expected, f"{step}: {answer.text}"
        assert step.does in may or not expected, f"{step} was not offered: {may}"
        assert step.does not in may or expected or step.does in ("split", "merge"), f"{step} was offered"

    def _chosen(self, step: Step) -> tuple[Slip, Slip]:
        """As a rule those of which it may be done, and two of one order."""
        slips = self.model.slips
        fit = [slip for slip in slips if slip.stage in FIT[step.does]] if step.other % 5 else slips
        slip = (fit or slips)[step.which % len(fit or slips)]
        beside = [one for one in slips if one.order == slip.order and one is not slip and one.is_open] or slips
        return slip, beside[step.other % len(beside)]

    async def shipments(self) -> list[dict[str, Any]]:
        found = [one for order in self.orders for one in await self.shop.shipments(order)]
        return sorted(found, key=lambda one: one["slip_number"])

    async def compare(self) -> None:
        assert {sku: await self.shop.shelf(sku) for sku in SKUS} == {sku: self.model.shelf(sku) for sku in SKUS}
        shown = [(one["state"], _units(one)) for one in await self.shipments()]
        assert shown == [
            (slip.stage, None if slip.state == "void" else {sku: (n, slip.here[sku]) for sku, n in slip.units.items()})
            for slip in self.model.slips
        ]


def as_edited(order: OrderPlaced, units: Counter[str]) -> OrderPlaced:
    """A line keeps its number; one that was taken off and is there again has a new one."""
    old = {line.sku: line.line_no for line in order.lines}
    new = placed(order.order_id, lines=dict(sorted(units.items())))
    last = max(10 * order.sequence, *old.values())
    numbered = [
        line.model_copy(update={"line_no": old.get(line.sku, last + place)}) for place, line in enumerate(new.lines, 1)
    ]
    return new.model_copy(
        update={"lines": tuple(sorted(numbered, key=lambda one: one.line_no)), "sequence": order.sequence + 1}
    )


def _units(shipment: dict[str, Any]) -> dict[str, tuple[int, int]] | None:
    if shipment["state"] == "void":
        return None
    return {line["sku"]: (line["quantity"], line["allocated"]) for line in shipment["lines"]}


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(day=st.lists(steps, min_size=12, max_size=24))
async def test_whatever_is_done_its_books_are_those_of_the_model(warehouse: Warehouse, day: list[Step]) -> None:
    await set_back(warehouse)
    await warehouse.stock(LAMP=0, CHAIR=0)
    one = Day(warehouse)
    for step in [*MORNING, *day]:
        await one.do(step)
        await one.compare()
    await warehouse.check_books()
    async with warehouse.service.reading() as queries:
        assert {rule: await find(queries) for rule, find in INVARIANTS} == {rule: [] for rule, _ in INVARIANTS}
