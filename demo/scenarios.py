"""What becomes of the demo shop's orders: how many have which scenario, what is done in it, and how it ends."""

from enum import StrEnum
from random import Random
from typing import NamedTuple

from shared.schemas.order_status import Hold, PaymentState, ShipmentStatus, Status


class Step(StrEnum):
    """What the staff do with an order, each by a command of its own."""

    PAY = "pay"
    PAY_IN_PART = "pay_in_part"
    MARK_UNPAID = "mark_unpaid"
    REFUND = "refund"
    MAKE_READY = "make_ready"
    SHIP = "ship"
    UNSHIP = "unship"
    HOLD = "hold"
    RESUME = "resume"
    CREDIT_A_LINE = "credit_a_line"
    CREDIT_GOODWILL = "credit_goodwill"
    CREDIT_ALL = "credit_all"
    CANCEL = "cancel"
    CANCEL_AND_TELL = "cancel_and_tell"
    SHIP_WHILE_CANCELLED = "ship_while_cancelled"


class Basket(StrEnum):
    """`plentiful`: of what there is enough of; `missing`: something of it is sold out; `digital`: no parcel."""

    ANYTHING = "anything"
    PLENTIFUL = "plentiful"
    MISSING = "missing"
    DIGITAL = "digital"


class Buying(StrEnum):
    """Who buys, where that matters."""

    AS_USUAL = "as_usual"
    MISTYPED_EMAIL = "mistyped_email"
    BY_PHONE = "by_phone"


class Ending(NamedTuple):
    """What the list shows of an order in the end."""

    status: Status
    payment: PaymentState
    shipment: ShipmentStatus
    hold: Hold = Hold.NONE


class Scenario(NamedTuple):
    """`of_240`: its orders among 240; `days`: how many days ago the youngest and the oldest were placed."""

    name: str
    of_240: int
    days: tuple[float, float]
    steps: tuple[Step, ...]
    ending: Ending
    basket: Basket = Basket.PLENTIFUL
    pickup: bool = False
    placed_on_hold: bool = False
    pays_later: bool = False
    buying: Buying = Buying.AS_USUAL


_NOT_PAID, _PART, _PAID, _OVERPAID = (
    PaymentState.NOT_PAID,
    PaymentState.PARTIALLY_PAID,
    PaymentState.PAID,
    PaymentState.OVERPAID,
)
_HERE, _LEFT = ShipmentStatus.NOT_SHIPPED, ShipmentStatus.SHIPPED
_TO_PAY = Ending(Status.AWAITING_PAYMENT, _NOT_PAID, _HERE)
_TO_SHIP = Ending(Status.AWAITING_SHIPMENT, _PAID, _HERE)
_SHIPPED = Ending(Status.COMPLETED_SHIPPED, _PAID, _LEFT)
_CANCELLED = Ending(Status.CANCELLED, PaymentState.CANCELLED, ShipmentStatus.CANCELLED)
_ON_HOLD = Hold.EFFECTIVE

PAY, SHIP, HOLD, CANCEL, CANCEL_AND_TELL = Step.PAY, Step.SHIP, Step.HOLD, Step.CANCEL, Step.CANCEL_AND_TELL

SHIPPED = Scenario("shipped", 0, (3, 42), (PAY, SHIP), _SHIPPED, Basket.ANYTHING)
SHIPPED_LATELY = SHIPPED._replace(name="shipped lately", days=(0.35, 3), basket=Basket.PLENTIFUL)
TO_SHIP = Scenario("to ship", 9, (0, 3), (PAY,), _TO_SHIP)

SPECIAL = (
    TO_SHIP,
    Scenario("to pay", 13, (0, 11), (), _TO_PAY, pays_later=True),
    Scenario("paid in part", 4, (1, 12), (Step.PAY_IN_PART,), Ending(Status.AWAITING_PAYMENT, _PART, _HERE)),
    Scenario("goods missing", 3, (0, 2.9), (PAY,), _TO_SHIP, Basket.MISSING),
    Scenario("to prepare for pickup", 1, (0, 2.9), (PAY,), Ending(Status.AWAITING_PICKUP, _PAID, _HERE), pickup=True),
    Scenario(
        "ready for pickup",
        2,
        (0, 5),
        (PAY, Step.MAKE_READY),
        Ending(Status.READY_FOR_PICKUP, _PAID, _HERE),
        pickup=True,
    ),
    Scenario(
        "pickup, goods missing",
        1,
        (0, 2.9),
        (PAY,),
        Ending(Status.AWAITING_PICKUP, _PAID, _HERE),
        Basket.MISSING,
        pickup=True,
    ),
    Scenario(
        "picked up",
        12,
        (3, 42),
        (PAY, Step.MAKE_READY, SHIP),
        Ending(Status.COMPLETED_PICKED_UP, _PAID, _LEFT),
        pickup=True,
    ),
    Scenario("digital", 8, (0, 42), (PAY,), Ending(Status.COMPLETED, _PAID, _HERE), Basket.DIGITAL),
    Scenario("digital, to pay", 1, (0, 6), (), _TO_PAY, Basket.DIGITAL, pays_later=True),
    Scenario("placed on hold", 2, (0, 4), (), Ending(Status.ON_HOLD, _NOT_PAID, _HERE, _ON_HOLD), placed_on_hold=True),
    Scenario("held", 2, (0, 5), (HOLD,), Ending(Status.ON_HOLD, _NOT_PAID, _HERE, _ON_HOLD), pays_later=True),
    Scenario("held, paid", 3, (0, 12), (PAY, HOLD), Ending(Status.ON_HOLD, _PAID, _HERE, _ON_HOLD)),
    Scenario("held and resumed", 2, (4, 30), (HOLD, Step.RESUME, PAY, SHIP), _SHIPPED),
    Scenario("cancelled", 5, (2, 40), (CANCEL,), _CANCELLED, pays_later=True),
    Scenario("cancelled, customer told", 5, (0.5, 40), (CANCEL_AND_TELL,), _CANCELLED, pays_later=True),
    Scenario("cancelled on hold", 1, (5, 30), (CANCEL,), _CANCELLED, placed_on_hold=True),
    Scenario("cancelled and refunded", 4, (3, 35), (PAY, CANCEL_AND_TELL, Step.REFUND), _CANCELLED),
    Scenario("cancelled, to refund", 2, (0.2, 5), (PAY, CANCEL_AND_TELL), _CANCELLED),
    Scenario("left while cancelled", 1, (1, 6), (PAY, Step.SHIP_WHILE_CANCELLED), _CANCELLED),
    Scenario("credited and paid", 2, (4, 30), (Step.CREDIT_GOODWILL, PAY, SHIP), _SHIPPED, pays_later=True),
    Scenario(
        "credited before payment",
        1,
        (4, 20),
        (Step.CREDIT_ALL,),
        Ending(Status.COMPLETED, PaymentState.CREDITED, _HERE),
        pays_later=True,
    ),
    Scenario(
        "credited after payment",
        3,
        (5, 35),
        (PAY, SHIP, Step.CREDIT_A_LINE),
        Ending(Status.COMPLETED_SHIPPED, _OVERPAID, _LEFT),
    ),
    Scenario("cheque bounced", 1, (3, 15), (PAY, Step.MARK_UNPAID), _TO_PAY, pays_later=True),
    Scenario("came back", 1, (0.8, 3), (PAY, SHIP, Step.UNSHIP), _TO_SHIP),
    Scenario(
        "shipped, to pay", 2, (2, 14), (SHIP,), Ending(Status.AWAITING_PAYMENT, _NOT_PAID, _LEFT), pays_later=True
    ),
    Scenario("mistyped e-mail", 2, (1, 2.5), (PAY, SHIP), _SHIPPED, buying=Buying.MISTYPED_EMAIL),
    Scenario("by phone", 2, (1, 25), (PAY, SHIP), _SHIPPED, buying=Buying.BY_PHONE, pays_later=True),
)


def scenarios_for(rng: Random, ages_days: list[float]) -> list[Scenario]:
    """The scenario of each order, by how many days ago it was placed; each at least once where there is room.

    The scenario with the fewest days chooses first, and where they are taken, the youngest that are free.
    """
    chosen: dict[int, Scenario] = {}
    youngest_first = sorted(range(len(ages_days)), key=ages_days.__getitem__)
    for scenario in sorted(SPECIAL, key=lambda scenario: scenario.days[1] - scenario.days[0]):
        wanted = max(1, round(scenario.of_240 * len(ages_days) / 240))
        free = [place for place in youngest_first if place not in chosen]
        suited = [place for place in free if scenario.days[0] <= ages_days[place] <= scenario.days[1]]
        picked = rng.sample(suited, min(wanted, len(suited)))
        for place in (picked + [place for place in free if place not in picked])[:wanted]:
            chosen[place] = scenario
    return [chosen.get(place) or _usual(age) for place, age in enumerate(ages_days)]


def _usual(age_days: float) -> Scenario:
    return next((scenario for scenario in (SHIPPED, SHIPPED_LATELY) if age_days >= scenario.days[0]), TO_SHIP)
