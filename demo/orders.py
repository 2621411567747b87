"""The demo shop's orders as its storefront sends them, with all that they cost."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from uuid_utils.compat import uuid7

from demo import texts
from demo.baskets import fill_basket
from demo.catalogue import Product
from demo.customers import Buyer, make_customers, sent_to_a_friend, with_mistyped_email, without_email
from demo.order_times import times_of_orders
from demo.scenarios import Basket, Buying, Scenario, scenarios_for
from services.orders.pricing.arithmetic import ZERO, line_total, spread, totals_of
from shared.money import to_cent
from shared.schemas.money import Totals
from shared.schemas.orders import (
    CustomerToPlace,
    DeliveryKind,
    LineToPlace,
    PaymentToPlace,
    PlaceOrder,
    ShippingToPlace,
    TotalsToPlace,
)

SEED = 1717
CURRENCY = "EUR"
FULL_RATE = Decimal(20)
FREE_SHIPPING_FROM = Decimal(90)
FREE = ("Colissimo", "Point relais")
EUROPEAN_UNION = ("FR", "BE")


class DemoOrder(NamedTuple):
    command: PlaceOrder
    scenario: Scenario
    note: str | None


def plan_orders(at: datetime, number: int) -> list[DemoOrder]:
    """The oldest first; the same for the same moment but for their ids."""
    rng = Random(SEED)  # noqa: S311 (no secret)
    buyers = _buyers(rng, number)
    times = times_of_orders(rng, at, number)
    scenarios = scenarios_for(rng, [(at - placed_at) / timedelta(days=1) for placed_at in times])
    references = _references(rng, number)
    return [
        _order(rng, scenario, buyer, placed_at, reference)
        for scenario, buyer, placed_at, reference in zip(scenarios, buyers, times, references, strict=True)
    ]


def _buyers(rng: Random, number: int) -> list[Buyer]:
    """One for each order: everybody comes once, and a third of them again and again."""
    customers = make_customers(rng)
    visits = customers + 3 * customers[2::3]
    rng.shuffle(visits)
    return [visits[place % len(visits)] for place in range(number)]


def _references(rng: Random, number: int) -> list[str]:
    """The storefront counts carts, not every one of which becomes an order."""
    count, references = 48_200, []
    for _ in range(number):
        count += rng.randint(1, 4)
        references.append(f"WEB-{count}")
    return references


def _order(rng: Random, scenario: Scenario, buyer: Buyer, placed_at: datetime, reference: str) -> DemoOrder:
    customer, by_phone = _customer(rng, scenario, buyer), scenario.buying is Buying.BY_PHONE
    basket = fill_basket(rng, scenario.basket)
    # Abroad outside the EU goods are free of French VAT (CGI 262 I); in it a small shop's own rates apply.
    taxed = scenario.pickup or customer.ships_to.country in EUROPEAN_UNION
    lines = [_line(rng, product, quantity, taxed=taxed) for product, quantity in basket]
    goods = sum((line.total for line in lines), ZERO)
    discount = _discount(rng, goods)
    shipping = _shipping(rng, scenario, customer, goods, taxed=taxed)
    payment = _payment(rng, scenario, taxed=taxed)
    totals = _totals(lines, discount, shipping, payment)
    command = PlaceOrder(
        order_id=uuid7(),
        reference=None if by_phone else reference,
        placed_at=placed_at,
        language=buyer.language,
        currency=CURRENCY,
        prices_include_vat=True,
        customer=customer,
        lines=tuple(lines),
        discount=discount,
        shipping=shipping,
        payment=payment,
        totals=TotalsToPlace(net=totals.net, vat=totals.vat, gross=totals.gross),
        hold_reason=texts.PLACED_ON_HOLD if scenario.placed_on_hold else None,
        feedback=_feedback(rng, buyer),
    )
    return DemoOrder(command, scenario, rng.choice(texts.NOTES) if rng.random() < 0.12 else None)


def _customer(rng: Random, scenario: Scenario, buyer: Buyer) -> CustomerToPlace:
    if scenario.buying is Buying.MISTYPED_EMAIL:
        return with_mistyped_email(buyer.customer)
    if scenario.buying is Buying.BY_PHONE:
        return without_email(buyer.customer)
    is_present = buyer.customer.billing_address.country == "FR" and not scenario.pickup and rng.random() < 0.1
    return sent_to_a_friend(rng, buyer.customer) if is_present else buyer.customer


def _line(rng: Random, product: Product, quantity: int, *, taxed: bool) -> LineToPlace:
    on_sale = product.ships and rng.random() < 0.06
    discount = to_cent(quantity * product.price * Decimal("0.15"), CURRENCY) if on_sale else ZERO
    return LineToPlace(
        sku=product.sku,
        quantity=quantity,
        unit_price=product.price,
        discount=discount,
        vat_rate=product.vat_rate if taxed else ZERO,
        total=line_total(quantity, product.price, discount, CURRENCY),
    )


def _discount(rng: Random, goods: Decimal) -> Decimal:
    """A voucher for ten per cent, or for five euros."""
    kind = rng.random()
    if kind < 0.06:
        return to_cent(goods / 10, CURRENCY)
    return Decimal("5.00") if kind < 0.1 and goods > 30 else ZERO


def _shipping(
    rng: Random, scenario: Scenario, customer: CustomerToPlace, goods: Decimal, *, taxed: bool
) -> ShippingToPlace | None:
    if scenario.basket is Basket.DIGITAL:
        return None
    if scenario.pickup:
        return ShippingToPlace(method="Retrait en boutique", kind=DeliveryKind.PICKUP)
    if customer.ships_to.country != "FR":
        method, price = "Colissimo International", Decimal("13.90")
    else:
        method, price = rng.choices(_METHODS, (6, 4, 1))[0]
    if goods >= FREE_SHIPPING_FROM and method in FREE:
        price = ZERO
    return ShippingToPlace(method=method, price=price, vat_rate=FULL_RATE if taxed else ZERO)


def _payment(rng: Random, scenario: Scenario, *, taxed: bool) -> PaymentToPlace:
    if scenario.pays_later:
        return PaymentToPlace(method=rng.choices(("Virement bancaire", "Chèque"), (3, 1))[0])
    method = rng.choices(("Carte bancaire", "PayPal", "Paiement en 3 fois"), (12, 4, 1))[0]
    cost = Decimal("1.90") if method == "Paiement en 3 fois" else ZERO
    return PaymentToPlace(method=method, cost=cost, vat_rate=FULL_RATE if taxed else ZERO)


def _totals(
    lines: Sequence[LineToPlace], discount: Decimal, shipping: ShippingToPlace | None, payment: PaymentToPlace
) -> Totals:
    payable = spread(discount, [line.total for line in lines], CURRENCY)
    amounts = [(line.vat_rate, to_pay) for line, to_pay in zip(lines, payable, strict=True)]
    if shipping:
        amounts.append((shipping.vat_rate, shipping.price))
    amounts.append((payment.vat_rate, payment.cost))
    return totals_of(amounts, includes_vat=True, currency=CURRENCY)


def _feedback(rng: Random, buyer: Buyer) -> str | None:
    if rng.random() > 0.2:
        return None
    return rng.choice(texts.FEEDBACK if buyer.language == "fr" else texts.FEEDBACK_EN)


_METHODS = (
    ("Colissimo", Decimal("5.90")),
    ("Point relais", Decimal("4.20")),
    ("Chronopost", Decimal("12.90")),
)
