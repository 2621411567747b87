"""Whatever is asked, received, credited and answered, in whatever order: the sums are those of a model."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.returns.invariants import INVARIANTS
from shared.schemas.event import Event
from tests.returns.asking import Json, ask, do, said, shipped_order, unit
from tests.returns.parcels import shipped, unshipped
from tests.returns.test_credit_return import credited
from tests.support.service import ShopService

OUTCOMES = ("received", "received", "lost", "short")


class Model:
    """Of five lamps of an order: how many may still come back."""

    def __init__(self) -> None:
        self.left = 5
        self.returns: dict[str, Json] = {}

    @property
    def returnable(self) -> int:
        return max(self.left - sum(one["claimed"] for one in self.returns.values()), 0)


@settings(
    max_examples=5,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(chance=st.randoms(use_true_random=False))
async def test_any_course_of_returns_leaves_no_more_to_come_back_than_has_left(
    returns: ShopService, chance: Random
) -> None:
    model = Model()
    order = await shipped_order(returns, lines={"LAMP": 5})
    sequence, answers = 10, list[Event]()
    for _ in range(20):
        what = chance.choice(("open", "open", "cancel", "receive", "receive", "credit", "answer", "close", "parcel"))
        one = chance.choice(list(model.returns.values()) or [None])
        if what == "open":
            units = chance.randint(1, 3)
            answer = await ask(returns, order.order_id, {1: units})
            assert answer.is_success == (model.left > 0 and units <= model.returnable), answer.text
            if answer.is_success:
                model.returns[answer.json()["return_id"]] = answer.json() | {"claimed": units}
        elif what == "parcel":
            sequence += 1
            event = shipped(order, sequence=sequence) if model.left == 0 else unshipped(order, sequence=sequence)
            model.left = 5 - model.left
            await returns.deliver(event, event.model_copy())
        elif what == "answer":
            chance.shuffle(answers)
            await returns.deliver(*answers, *answers[:1])
        elif one and what in one["may"]:
            body = {"lines": [unit(outcome=chance.choice(OUTCOMES))]} if what == "receive" else {}
            if what != "receive" or one["lines"][0]["awaited"]:
                done = await do(returns, one, what, **body)
                asked = [of for of in done["decisions"] if of["kind"] == "credit" and of["state"] == "asked"]
                answers += [credited(one, of, of["lines"][0]["quantity"]) for of in asked[:1] if what == "credit"]
        for found in said(await returns.http.get(f"/orders/{order.order_id}"))["returns"]:
            claimed = 0 if found["state"] == "cancelled" else found["lines"][0]["quantity"] - found["lines"][0]["freed"]
            model.returns[found["return_id"]] = found | {"claimed": claimed}
        (line,) = said(await returns.http.get(f"/orders/{order.order_id}"))["lines"]
        assert line["returnable"] == model.returnable
        async with returns.reading() as queries:
            broken = [await rule.violations(queries.connection) for rule in INVARIANTS]
        assert broken == [[]] * len(INVARIANTS)
    assert await returns.parked() == []
