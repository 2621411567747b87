"""The demo shop: what is made up for it, and who is asked whether to fill it."""

import re
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from demo import offer, traces
from demo.catalogue import CATALOGUE
from demo.filling import NotEmpty, fill
from demo.orders import DemoOrder, plan_orders
from demo.scenarios import Basket
from deploy.local.settings import LocalSettings
from services.orders.pricing.verification import verify
from services.orders.products.model import Product
from shared.schemas.order_status import PaymentState, ShipmentStatus, Status

AFTERNOON = datetime(2026, 6, 10, 13, 20, tzinfo=UTC)
NIGHT = datetime(2026, 11, 1, 0, 10, tzinfo=UTC)  # a week after the clocks went back
FEW = 40

SOLD = {one.sku: Product(one.sku, one.title, one.price, "EUR", True, one.vat_rate, one.ships) for one in CATALOGUE}


def age(order: DemoOrder, at: datetime) -> timedelta:
    assert order.command.placed_at
    return at - order.command.placed_at


def test_a_sku_is_sold_once_and_at_the_french_rates() -> None:
    assert len(SOLD) == len(CATALOGUE) == 63
    assert {one.vat_rate for one in CATALOGUE if one.ships} == {Decimal(20), Decimal(10), Decimal("5.5")}
    assert [one.sku for one in CATALOGUE if one.ships and one.left is None] == ["PAP-AFP-01"]
    dots = Counter((one.left == 0, one.left is not None and 0 < one.left <= one.threshold) for one in CATALOGUE)
    assert (dots[True, False], dots[False, True]) == (4, 6)


@pytest.mark.parametrize("at", [AFTERNOON, NIGHT])
@pytest.mark.parametrize("number", [FEW, 240])
def test_every_demo_order_is_accepted_by_the_shops_own_arithmetic(at: datetime, number: int) -> None:
    plan = plan_orders(at, number)
    assert len(plan) == number
    for order in plan:
        verified = verify(order.command, SOLD, shop_country="FR", at=at)
        assert order.command.totals.gross == verified.totals.gross
        worth = sum(line.quantity * line.unit_price for line in order.command.lines)
        assert Decimal(9 if order.scenario.basket is Basket.DIGITAL else 15) <= worth <= 180


@pytest.mark.parametrize("number", [FEW, 240])
def test_every_status_is_planned(number: int) -> None:
    endings = [order.scenario.ending for order in plan_orders(AFTERNOON, number)]
    assert {ending.status for ending in endings} == set(Status)
    assert {ending.payment for ending in endings} == set(PaymentState)
    # An order has one slip, which leaves whole.
    assert {ending.shipment for ending in endings} == set(ShipmentStatus) - {ShipmentStatus.PARTIALLY_SHIPPED}


@pytest.mark.parametrize("at", [AFTERNOON, NIGHT])
def test_orders_came_over_six_weeks_and_until_a_moment_ago(at: datetime) -> None:
    plan = plan_orders(at, 240)
    ages = [age(order, at) for order in plan]
    assert ages == sorted(ages, reverse=True)
    assert timedelta(weeks=5) < ages[0] <= timedelta(weeks=6)
    assert timedelta(0) < ages[-1] < timedelta(minutes=5)
    assert len([one for one in ages if one < timedelta(days=2)]) >= 8
    assert len({order.scenario.ending.status for order in plan[-50:]}) >= 6


def test_most_orders_are_shipped_and_paid() -> None:
    statuses = Counter(order.scenario.ending.status for order in plan_orders(AFTERNOON, 240))
    assert statuses[Status.COMPLETED_SHIPPED] > 130
    assert 10 <= statuses[Status.AWAITING_PAYMENT] <= 30
    assert 10 <= statuses[Status.AWAITING_SHIPMENT] <= 30


def test_the_same_moment_makes_the_same_shop() -> None:
    first, second = plan_orders(AFTERNOON, 240), plan_orders(AFTERNOON, 240)
    assert [one.command.model_dump(exclude={"order_id"}) for one in first] == [
        one.command.model_dump(exclude={"order_id"}) for one in second
    ]


def test_nobody_can_be_reached_by_what_customers_left() -> None:
    plan = plan_orders(AFTERNOON, 240)
    customers = {one.command.customer.reference: one.command.customer for one in plan}.values()
    assert len(customers) == 120
    assert {one.billing_address.country for one in customers} == {"FR", "BE", "CH", "GB"}
    for one in customers:
        # ARCEP keeps 01 99 00 and 06 39 98 for fiction, Ofcom 07700 900.
        assert re.fullmatch(r"(01 99 00|06 39 98) \d\d \d\d|\+44 7700 900\d{3}", one.phone or "06 39 98 00 00")
        assert re.fullmatch(r"[a-z.-]+@(example\.(org|com)|exmaple\.invalid)", one.email or "nobody@example.org")
        if one.billing_address.country == "FR":
            assert re.fullmatch(r"\d{5}", one.billing_address.postal_code or "")


class Terminal:
    """Somebody at a terminal who gives these answers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
        self.asked = 0
        self._answers = iter(answers)
        for stream in (sys.stdin, sys.stdout):
            monkeypatch.setattr(stream, "isatty", lambda: True)
        monkeypatch.setattr("builtins.input", self.answer)

    def answer(self, question: str) -> str:
        self.asked += 1
        try:
            return next(self._answers)
        except StopIteration:
            raise EOFError from None


@pytest.fixture
def nothing_kept(tmp_path: Path) -> LocalSettings:
    return LocalSettings(state=tmp_path, kafka=None, postgres_url=None)


@pytest.mark.parametrize(
    ("answers", "wanted", "asked"),
    [([""], True, 1), (["oui"], True, 1), (["No"], False, 1), (["perhaps", "n"], False, 2), ([], False, 1)],
)
def test_a_new_shop_asks_at_a_terminal(
    nothing_kept: LocalSettings, monkeypatch: pytest.MonkeyPatch, answers: list[str], wanted: bool, asked: int
) -> None:
    terminal = Terminal(monkeypatch, *answers)
    assert offer.is_wanted(nothing_kept, None, fresh=False) is wanted
    assert terminal.asked == asked


def test_what_was_said_is_not_asked(nothing_kept: LocalSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(monkeypatch)
    assert offer.is_wanted(nothing_kept, True, fresh=False)
    assert not offer.is_wanted(nothing_kept, False, fresh=True)
    assert terminal.asked == 0


def test_a_shop_that_was_up_before_does_not_ask_unless_it_starts_fresh(
    nothing_kept: LocalSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (nothing_kept.data / "postgres").mkdir(parents=True)
    terminal = Terminal(monkeypatch, "y")
    assert not offer.is_wanted(nothing_kept, None, fresh=False)
    assert terminal.asked == 0
    assert offer.is_wanted(nothing_kept, None, fresh=True)


def test_without_a_terminal_nobody_is_asked(nothing_kept: LocalSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(monkeypatch, "y")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    assert not offer.is_wanted(nothing_kept, None, fresh=True)
    assert terminal.asked == 0


async def test_a_shop_that_was_half_filled_is_not_filled_further(nothing_kept: LocalSettings) -> None:
    traces.note_filling(nothing_kept)
    with pytest.raises(NotEmpty, match="half filled; `backshop up --fresh --demo` empties it and starts again"):
        await fill(nothing_kept, print, orders=FEW)
