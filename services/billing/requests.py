"""What the API takes: credit notes and payments."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from services.billing.documents.partial_credit import LineToCredit
from shared.http.imports import BroughtOver
from shared.json_limits import Many
from shared.schemas.dates import Happened
from shared.schemas.event import Asked
from shared.schemas.money import PositiveOrZero, VatRate
from shared.schemas.orders import MAX_LINES
from shared.schemas.values import Flag, Line, Text


class NewCreditNote(BroughtOver):
    """Gives back lines, shipping and payment costs of an invoice, or else an `amount`, VAT included.

    `shipping` and `payment_costs` give back what is left of them, `shipping_amount` and `payment_costs_amount` a part
    in the invoice's price basis. With a `vat_rate`, the amount is of what was charged at that rate alone, in percent.
    The invoice is named by its id or by its order's. `reference` is the caller's own number for the credit.
    """

    order_id: UUID | None = None
    invoice_id: UUID | None = None
    lines: Annotated[Many[LineToCredit], Field(max_length=MAX_LINES)] = ()
    shipping: Flag = False
    shipping_amount: PositiveOrZero | None = None
    payment_costs: Flag = False
    payment_costs_amount: PositiveOrZero | None = None
    amount: PositiveOrZero | None = None
    vat_rate: VatRate | None = None
    reason: Text | None = None
    reference: Line | None = None

    @model_validator(mode="after")
    def _names_an_invoice_and_what_to_credit(self) -> "NewCreditNote":
        if (self.order_id is None) == (self.invoice_id is None):
            raise ValueError("name the invoice by either order_id or invoice_id")
        if self.shipping and self.shipping_amount is not None:
            raise ValueError("give either shipping or a shipping_amount")
        if self.payment_costs and self.payment_costs_amount is not None:
            raise ValueError("give either payment_costs or a payment_costs_amount")
        if self.vat_rate is not None and self.amount is None:
            raise ValueError("a vat_rate is of an amount: lines and costs have their own")
        parts = (self.shipping_amount, self.payment_costs_amount)
        costs = self.shipping or self.payment_costs or any(part is not None for part in parts)
        if bool(self.lines or costs) == (self.amount is not None):
            raise ValueError("give either lines, shipping or payment_costs to credit, or an amount")
        if len({line.line_no for line in self.lines}) < len(self.lines):
            raise ValueError("a line may be named only once")
        return self


class NewPayment(BroughtOver):
    """`amount` is what is due unless given; `paid_at` is now unless given.

    With `more_than_due` an amount that was received is recorded though less is due, or nothing: also on a cancelled
    order. It is owed to the customer then.
    """

    amount: PositiveOrZero | None = None
    method: Line | None = None
    reference: Line | None = None
    paid_at: Happened | None = None
    more_than_due: Flag = False


class DifferenceToWriteOff(Asked):
    """What is due is written off, all of it; with an `amount`, only if that is what is due."""

    reason: Text
    amount: PositiveOrZero | None = None


class PaymentsToReverse(BroughtOver):
    """Without `entry_id`, everything paid or written off so far is reversed."""

    reason: Text
    entry_id: UUID | None = None
