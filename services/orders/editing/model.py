"""Staff change what is ordered: what they ask for, and why it may not be."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.json_limits import Many
from shared.refused import Refused
from shared.schemas.event import Asked, Contract
from shared.schemas.money import PositiveOrZero, VatRate
from shared.schemas.orders import MAX_LINES, Quantity, ShippingToPlace
from shared.schemas.values import Actor, Flag, Sku, Text


class UnknownLine(Refused):
    type = "unknown-line"
    status = 422


class NothingChanged(Refused):
    type = "nothing-changed"
    status = 422


class OtherTotal(Refused):
    type = "other-total"
    field = "gross"


class LineToEdit(Asked):
    """A line as it is to be: one of the order, by its number, or a new one, by its SKU.

    What is left out stays as it is; of a new one the price is the product's and there is no discount. A price or
    discount that is given counts, whatever the product costs. `discount` is of the whole line. Of a line of which goods
    have left, those stay at their price.
    """

    line_no: Annotated[int, Field(ge=1, strict=True)] | None = None
    sku: Sku | None = None
    quantity: Quantity
    unit_price: PositiveOrZero | None = None
    discount: PositiveOrZero | None = None
    vat_rate: VatRate | None = None


class EditToMake(Asked):
    """An order as it is to be. A line of it that is not named is taken off.

    What is left out of `discount` and `shipping` stays as it is; null takes shipping off. `gross` is the total that the
    caller was shown: the edit is refused where it comes to another.
    """

    lines: Annotated[Many[LineToEdit], Field(min_length=1, max_length=MAX_LINES)]
    discount: PositiveOrZero | None = None
    shipping: ShippingToPlace | None = None
    gross: PositiveOrZero | None = None
    reason: Text | None = None
    notify_customer: Flag = False

    @property
    def changes_shipping(self) -> bool:
        return "shipping" in self.model_fields_set


class EditOrder(Contract):
    order_id: UUID
    expected_version: int
    edit: EditToMake
    by: Actor
