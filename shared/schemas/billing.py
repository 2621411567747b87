"""Contracts of the billing service."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from shared.json_limits import Many
from shared.schemas.event import Contract, Event, OrderEvent
from shared.schemas.money import Amount, Currency, PositiveOrZero, Sum, Totals
from shared.schemas.values import Actor, Instant, Line, Sku, Text
from shared.schemas.written_as import WrittenAs

Hash = Annotated[str, WrittenAs(r"^[0-9a-f]{64}$", "write 64 digits 0 to 9 or a to f")]
"""Of a document, which covers that of the one before it in its series."""


class BillingEvent(OrderEvent):
    """`again`: it was announced before, and is as billing has it now, its sequence too; who has it passes over it."""

    owner: ClassVar[str] = "billing"
    topic: ClassVar[str] = "billing.events"

    again: bool = False


class VatExemption(StrEnum):
    """Why a document bears no VAT at some rate: `not_stated` where that cannot be known from the order."""

    EXPORT = "export"
    OVERSEAS = "overseas"
    WITHIN_EU = "within_eu"
    REVERSE_CHARGE = "reverse_charge"
    SMALL_BUSINESS = "small_business"
    NOT_STATED = "not_stated"


class Invoicing(StrEnum):
    """When the invoice of an order is made: at once, when all of it is paid, or when somebody says so."""

    ON_PLACEMENT = "on_placement"
    ON_PAYMENT = "on_payment"
    BY_HAND = "by_hand"


class CreditedLine(Contract):
    """Part of an order line given back; `amount` is in the order's price basis.

    `restock`: its units that had left are back and go into stock; those that had not left are free without it.
    """

    line_no: int
    sku: Sku
    quantity: int
    amount: Amount
    restock: bool = False


class InvoiceIssued(BillingEvent):
    """An invoice got its number; from now on its content never changes.

    `vat_exemption` is null where VAT is charged on everything, and in events that are older than that field. `by` is
    who made it by hand, and null where nobody did. `edited` is the `sequence` of the `OrderEdited` that it is made of,
    null where the order was not edited before.
    """

    invoice_id: UUID
    number: str
    issued_on: date
    due_on: date
    issued_at: Instant
    currency: Currency
    totals: Totals
    vat_exemption: VatExemption | None = None
    hash: Hash | None = None
    by: Actor | None = None
    edited: int | None = None


class InvoiceAwaited(BillingEvent):
    """The order is placed and waits until somebody makes its invoice by hand: then `InvoiceIssued` comes."""

    awaited_at: Instant | None = None


class CreditIssued(BillingEvent):
    """A credit of an invoice got its number. Totals are positive amounts. `vat_exemption` as of an invoice."""

    document_id: UUID
    number: str
    invoice_id: UUID
    invoice_number: str
    issued_on: date
    issued_at: Instant
    currency: Currency
    totals: Totals
    vat_exemption: VatExemption | None = None
    hash: Hash | None = None


class CancellationInvoiceIssued(CreditIssued):
    """The cancellation invoice for whatever was invoiced and not yet credited. Totals are positive amounts."""


class EditedOrderCredited(CreditIssued):
    """An order was edited: a credit note for what stood of its invoice, in whose place a new one is issued.

    Nothing of the goods follows from it: what is ordered now says `OrderEdited`, whose `sequence` is `edited`.
    """

    edited: int
    reason: Text | None = None
    by: Actor


class NothingToCredit(BillingEvent):
    """The order was cancelled and nothing was left to credit: never invoiced, or credited in full before."""

    found_at: Instant | None = None


class CreditNoteIssued(CreditIssued):
    """Part of an invoice was given back. `credited_in_full`: nothing is left of the invoice.

    `order_credited_in_full`: nothing is left of any invoice of the order. `shipping` and `payment_costs` are what of
    them was given back, in the order's price basis; `reference` is the caller's own. `edited` is the `sequence` of the
    last `OrderEdited` that billing had applied, null where it had none: what was given back before a later edit counts
    no more, as the invoice does not.
    """

    lines: Many[CreditedLine]
    credited_in_full: bool
    order_credited_in_full: bool | None = None
    shipping: Amount | None = None
    payment_costs: Amount | None = None
    reference: Line | None = None
    reason: Text | None = None
    by: Actor
    edited: int | None = None


class DocumentRevised(BillingEvent):
    """An invoice bears another delivery time, or none where that is null; the invoice as it was issued stays.

    `revision` counts from 2: the first is the document as it was issued. `hash` covers the revision and the hash before
    it, which is the document's or that of its last revision.
    """

    document_id: UUID
    number: str
    revision: int
    delivery_time: Line | None = None
    revised_at: Instant
    hash: Hash
    by: Actor


class LedgerEvent(BillingEvent):
    """An entry was added to the ledger. `paid` is the order's balance after it, `due` what is still to be paid.

    `paid_at` is when the money came or went. `balance` is what was paid less what is charged: above zero it is owed to
    the customer, below zero it is due. `occurred_at` is when that was done which is brought over from elsewhere.
    `reverses` is the entry that this one takes back. `written_off` is what of the order is written off after it, in
    all, which is no part of `paid`; null in events that are older than that field.
    """

    entry_id: UUID
    amount: Amount
    paid: Amount
    written_off: Amount | None = None
    due: Amount
    currency: Currency
    balance: Amount | None = None
    method: Line | None = None
    reference: Line | None = None
    reason: Text | None = None
    paid_at: Instant | None = None
    occurred_at: Instant | None = None
    recorded_at: Instant
    reverses: UUID | None = None
    by: Actor


class PaymentRecorded(LedgerEvent):
    """Money came in. `paid` is the balance of the order's ledger after it, `due` what is still to be paid."""


class PaymentReversed(LedgerEvent):
    """An entry of the ledger was reversed: the order was marked as not paid."""


class DifferenceWrittenOff(LedgerEvent):
    """Of what is due a small difference will not come, and nobody owes it any more. No money came in."""


class WriteOffReversed(LedgerEvent):
    """A difference that was written off is due again."""


class ExpectedPayment(BillingEvent):
    """What is told of a payment that is no entry of the ledger yet; `entry_id` is its own id."""

    entry_id: UUID
    amount: Amount
    currency: Currency
    method: Line | None = None
    reference: Line | None = None
    recorded_at: Instant
    by: Actor


class PaymentPending(ExpectedPayment):
    """A payment is on its way: authorised, or ordered at a bank. It is over with the next payment of the order that is
    recorded, or once it has failed; until then the order does not expire.
    """


class PaymentFailed(ExpectedPayment):
    """The payment that was pending will not come."""

    reason: Text | None = None


class RefundedPayment(Contract):
    """So much of a payment, an entry of the ledger, goes back."""

    entry_id: UUID
    amount: Amount


class RefundEvent(BillingEvent):
    """Money goes back to the customer. `payments` are those it is part of; `by` is who did what the event tells."""

    refund_id: UUID
    amount: Amount
    currency: Currency
    method: Line
    reference: Line | None = None
    reason: Text | None = None
    payments: Many[RefundedPayment]
    requested_at: Instant
    requested_by: Actor
    recorded_at: Instant
    by: Actor


class RefundRequested(RefundEvent):
    """It is on its way. What is paid stays as it was until `RefundSucceeded`."""


class RefundSucceeded(RefundEvent):
    """The money went, at `refunded_at`. It is an entry of the ledger, of the refund's id: `paid`, `due`, `balance` are
    as after it. One that succeeds at once has no `RefundRequested` before it.
    """

    refunded_at: Instant
    paid: Amount
    due: Amount
    balance: Amount


class RefundFailed(RefundEvent):
    """The money did not go: what is paid is as it was.

    Or it had gone, as was told, and came back: then `entry_id` is the entry of the ledger that reverses it, of
    `came_back_at`, and `paid`, `due`, `balance` are as after it.
    """

    failure: Text | None = None
    entry_id: UUID | None = None
    came_back_at: Instant | None = None
    paid: Amount | None = None
    due: Amount | None = None
    balance: Amount | None = None


class InvoicingHeld(BillingEvent):
    """Billing has applied the hold that `OrderHeld` (or a placement on hold) of `hold_sequence` asked for."""

    hold_sequence: int
    occurred_at: Instant | None = None
    applied_at: Instant | None = None


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


EVENTS: tuple[type[Event], ...] = (
    InvoiceIssued,
    InvoiceAwaited,
    CreditNoteIssued,
    EditedOrderCredited,
    CancellationInvoiceIssued,
    NothingToCredit,
    DocumentRevised,
    PaymentRecorded,
    PaymentReversed,
    DifferenceWrittenOff,
    WriteOffReversed,
    PaymentPending,
    PaymentFailed,
    RefundRequested,
    RefundSucceeded,
    RefundFailed,
    InvoicingHeld,
    PaymentReminderIssued,
)
