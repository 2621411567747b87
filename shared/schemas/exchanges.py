"""What an exchange consists of, as returns decide it, fulfilment reserves it, and orders place it."""

from decimal import Decimal

from shared.json_limits import Many
from shared.schemas.event import Contract
from shared.schemas.money import PositiveOrZero, VatRate
from shared.schemas.orders import Quantity
from shared.schemas.values import Day, Flag, Sku


class Replacement(Contract):
    """An article that the customer gets for what comes back.

    With a `line_no` at the value of so many units of that line of the order, as they are credited; `credited`: they
    were already. Else without a
    `unit_price` or `vat_rate` as the product has it now.
    """

    sku: Sku
    quantity: Quantity
    unit_price: PositiveOrZero | None = None
    discount: PositiveOrZero = Decimal(0)
    vat_rate: VatRate | None = None
    line_no: int | None = None
    credited: Flag = False


class Exchange(Contract):
    """What a return is exchanged for: an order of its own, linked to the return and its order.

    `advance`: it leaves before the goods are back, and before it is paid; `due_on` is the day by which they are to be
    back. Delivery is free unless it has a `shipping_price`.
    """

    replacements: Many[Replacement]
    advance: Flag = False
    shipping_price: PositiveOrZero | None = None
    due_on: Day | None = None
