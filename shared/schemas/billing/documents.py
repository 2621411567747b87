"""Events of invoices and credits: awaited, held, issued and revised, and where there is nothing to credit."""

from datetime import date
from uuid import UUID

from shared.json_limits import Many
from shared.schemas.billing.values import BillingEvent, Hash, VatExemption
from shared.schemas.event import Contract
from shared.schemas.money import Amount, Currency, Totals
from shared.schemas.values import Actor, Instant, Line, Sku, Text


class CreditedLine(Contract):
    """Part of an order line given back; `amount` is in the order's price basis.

    `restock`: its units that had left are back and go into stock; those that had not left are free without it. `kept`
    is what of their worth was kept as a fee.
    """

    line_no: int
    sku: Sku
    quantity: int
    amount: Amount
    restock: bool = False
    kept: Amount | None = None


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
    """The cancellation invoice for whatever was invoiced and not yet credited. Totals are positive amounts.

    `credited` is what all credits of the order come to. It is said where the order was cancelled before an edit of it
    reached its invoice: credits of before that edit count then.
    """

    credited: Amount | None = None


class EditedOrderCredited(CreditIssued):
    """An order was edited: a credit note for what stood of its invoice, in whose place a new one is issued.

    Nothing of the goods follows from it: what is ordered now says `OrderEdited`, whose `sequence` is `edited`.
    """

    edited: int
    reason: Text | None = None
    by: Actor


class NothingToCredit(BillingEvent):
    """The order was cancelled and nothing was left to credit: never invoiced, or credited in full before.

    `credited` as of a `CancellationInvoiceIssued`.
    """

    found_at: Instant | None = None
    credited: Amount | None = None


class CreditNoteIssued(CreditIssued):
    """Part of an invoice was given back. `credited_in_full`: nothing is left of the invoice.

    `order_credited_in_full`: nothing is left of any invoice of the order. `shipping` and `payment_costs` are what of
    them was given back, in the order's price basis; `reference` is the caller's own. `edited` is the `sequence` of the
    last `OrderEdited` that billing had applied, null where it had none: what was given back before a later edit counts
    no more, as the invoice does not. With a `return_id` its units had left, and are those of a return: the note carries
    out the decision `decision_id` of it.
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
    return_id: UUID | None = None
    decision_id: UUID | None = None


class ReturnDecisionRefused(BillingEvent):
    """What a return had decided is not carried out: `problem` is the type of the refusal, `detail` is for people."""

    decision_id: UUID
    return_id: UUID
    return_number: Line
    problem: Line
    detail: Text
    refused_at: Instant
    by: Actor


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


class InvoicingHeld(BillingEvent):
    """Billing has applied the hold that `OrderHeld` (or a placement on hold) of `hold_sequence` asked for."""

    hold_sequence: int
    occurred_at: Instant | None = None
    applied_at: Instant | None = None
