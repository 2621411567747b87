"""Part of an invoice is given back: lines and quantities, shipping or payment costs, or a custom amount."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from uuid_utils.compat import uuid7

from services.billing.documents.credit_document import credit_note_issued, draft_credit
from services.billing.documents.creditable import invoice_to_credit, invoice_with_units, refuse_issued
from services.billing.documents.issue_documents import issue_brought_over
from services.billing.documents.keep_fees import keep_fees
from services.billing.documents.left_to_credit import PAYMENT, SHIPPING, ZERO, Credit, Left, after, lefts_of
from services.billing.documents.lookup import get_invoice
from services.billing.documents.model import Document, DocumentKind
from services.billing.documents.partial_credit import LineToCredit, as_left, credit_amount, credit_parts, refuse_nothing
from services.billing.documents.store import list_documents_of_orders
from services.billing.model import Order
from services.billing.reminders.follow import follow_orders, may_be_overdue
from services.billing.settings import Series, get_issuing
from services.billing.store import get_order, save_orders
from shared.clock import now
from shared.schemas.event import Contract
from shared.schemas.money import PositiveOrZero, VatRate
from shared.schemas.values import Actor, Instant, Line, Text
from shared.transaction import Queries, Tx, announce


class IssueCreditNote(Contract):
    """Credits lines, shipping and payment costs, or else an `amount`; the invoice is named by its id or its order's.

    Of several invoices of an order, units of its lines are credited of the oldest that has all of them left. `as_left`:
    so many of the units, and of the charges, as are left are given back. Of what comes back fees may be kept.
    """

    by: Actor
    occurred_at: Instant | None = None
    order_id: UUID | None = None
    invoice_id: UUID | None = None
    lines: tuple[LineToCredit, ...] = ()
    shipping: bool = False
    shipping_amount: PositiveOrZero | None = None
    payment_costs: bool = False
    payment_costs_amount: PositiveOrZero | None = None
    amount: PositiveOrZero | None = None
    vat_rate: VatRate | None = None
    reason: Text | None = None
    reference: Line | None = None
    return_id: UUID | None = None
    decision_id: UUID | None = None
    as_left: bool = False
    restocking_percent: VatRate | None = None
    postage: PositiveOrZero | None = None


@dataclass(frozen=True, slots=True)
class IssuedCreditNote:
    document: Document
    left: Left


@dataclass(frozen=True, slots=True)
class PlannedCredit:
    """What a credit note gives back; `before` is what is left of its invoice without it, `left` after it."""

    order: Order
    documents: Sequence[Document]
    lefts: Sequence[Left]
    credit: Credit
    before: Left
    left: Left


async def plan_credit_note(queries: Queries, command: IssueCreditNote) -> PlannedCredit:
    """Writes nothing. Raises OrderNotFound, DocumentNotFound, and what `creditable` and `partial_credit` refuse."""
    order = await get_order(queries, await order_to_credit(queries, command))
    documents = await list_documents_of_orders(queries, [order.order_id])
    lefts = lefts_of(documents)
    units = {line.line_no: line.quantity for line in command.lines if line.quantity}
    by_units = command.invoice_id is None and units
    left = invoice_with_units(order, lefts, units) if by_units else invoice_to_credit(order, lefts, command.invoice_id)
    credit = _credit(left, command)
    return PlannedCredit(order, documents, lefts, credit, left, after(left, credit))


async def issue_credit_note(tx: Tx, command: IssueCreditNote) -> IssuedCreditNote:
    """Raises what planning it raises, and CreditAlreadyIssued."""
    plan = await plan_credit_note(tx, command)
    left = plan.left

    settings = await get_issuing(tx)
    draft = draft_credit(
        left.invoice,
        plan.credit,
        DocumentKind.CREDIT_NOTE,
        document_id=uuid7(),
        seller=settings.seller.seller(),
        reason=command.reason,
        reference=command.reference,
        restocked={line.line_no for line in command.lines if line.restock},
        return_id=command.return_id,
        decision_id=command.decision_id,
        edited=plan.order.edited,
    )
    refuse_issued(plan.documents, draft)
    order = plan.order.announce()
    await save_orders(tx, [order])
    brought_over = {order.order_id: max(command.occurred_at, left.invoice.issued_at)} if command.occurred_at else {}
    (numbered,) = await issue_brought_over(tx, Series.CREDITS, [draft], settings, at=now(), brought_over=brought_over)
    announce(
        tx,
        credit_note_issued(
            numbered,
            sequence=order.version,
            in_full=left.nothing,
            order_in_full=left.nothing and all(_others(plan.lefts, left)),
            by=command.by,
        ),
    )
    if may_be_overdue(plan.documents):
        await follow_orders(tx, [order.order_id])
    return IssuedCreditNote(numbered.document, left)


async def order_to_credit(queries: Queries, command: IssueCreditNote) -> UUID:
    """The order whose invoice the command names; raises DocumentNotFound."""
    if command.order_id:
        return command.order_id
    assert command.invoice_id  # one of the two names the invoice
    return (await get_invoice(queries, command.invoice_id)).order_id


def _credit(left: Left, command: IssueCreditNote) -> Credit:
    if command.amount is not None:
        return credit_amount(left, command.amount, command.vat_rate)
    asked = ((SHIPPING, command.shipping), (PAYMENT, command.payment_costs))
    charges = [place for place, wanted in asked if wanted]
    lines = {line.line_no: line.quantity or line.amount or ZERO for line in command.lines}
    if command.as_left:
        charges = [place for place in charges if left.has_charge(place)]
        lines = as_left(left, lines, or_else=charges)
    credit = credit_parts(
        left, lines, charges, shipping=command.shipping_amount, payment_costs=command.payment_costs_amount
    )
    refuse_nothing(left, credit)
    return keep_fees(left, credit, percent=command.restocking_percent or ZERO, postage=command.postage or ZERO)


def _others(lefts: Sequence[Left], credited: Left) -> list[bool]:
    """Whether nothing is left of each other invoice."""
    return [left.nothing for left in lefts if left.invoice.document_id != credited.invoice.document_id]
