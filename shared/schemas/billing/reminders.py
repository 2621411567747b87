"""What a reminder of payments says, and the event that tells of it."""

from datetime import date
from uuid import UUID

from shared.json_limits import Many
from shared.schemas.billing.values import BillingEvent
from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency, PositiveOrZero, Sum
from shared.schemas.values import Actor, Instant, Line


class RemindedInvoice(Contract):
    """What is still to be paid of an invoice; of an order that has none yet, of the order: then it has no `invoice_id`.

    `interest` is what a business owes for the delay by the day of the reminder; null where nothing is stated.
    """

    order_id: UUID
    order_number: Line
    invoice_id: UUID | None = None
    number: Line | None = None
    issued_on: date | None = None
    due_on: date | None = None
    gross: Amount
    due: Amount
    currency: Currency
    interest: Amount | None = None


class AmountDue(Contract):
    """What is still to be paid in one currency."""

    due: Sum
    currency: Currency


class LateCosts(Contract):
    """What the law gives the seller for the delay of a business: interest at this rate in percent, where it is known,
    and a flat amount in euros for each invoice. It is stated, and never part of what is due.
    """

    rate: PositiveOrZero | None = None
    flat: PositiveOrZero


class ReminderContent(Contract):
    """What a reminder says: the oldest invoice first, and what they come to. `text` is which of the four texts."""

    text: int
    invoices: Many[RemindedInvoice]
    totals: Many[AmountDue]
    late: LateCosts | None = None


class PaymentReminderIssued(BillingEvent):
    """The customer is reminded of what is still to be paid, of all that is overdue of them at once.

    Of each order in it one event tells, with the same `reminder_id`: the one without `part_of` lists them all, and the
    customer gets its mail; `part_of` is the order of that one. `level` is the one of the schedule that the order has
    come to by it, null where it is only listed beside others, and of a reminder that somebody sent by hand, which is
    `by`. `task` is the title of what staff are to do about the order.
    """

    reminder_id: UUID
    level: int | None = None
    content: ReminderContent
    part_of: UUID | None = None
    task: Line | None = None
    issued_at: Instant
    by: Actor | None = None
