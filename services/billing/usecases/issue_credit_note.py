"""Part of an invoice is given back: lines and quantities, shipping or payment costs, or a custom amount."""

from uuid import UUID

from uuid_utils.compat import uuid7

from services.billing import credit, credit_document, store
from services.billing.account import read_account, read_invoice
from services.billing.credit import PAYMENT, SHIPPING, Credit, Left, left_of
from services.billing.document import DocumentKind, Series
from services.billing.model import NotInvoiced, OrderIsCancelled, OrderState
from services.billing.numbering import issue
from services.billing.settings import seller_settings
from services.billing.views import CreditNoteView, NewCreditNote, credit_note_view
from shared.clock import now
from shared.schemas.billing import CreditedLine, CreditNoteIssued
from shared.schemas.values import Actor
from shared.transaction import Queries, Tx, announce


class IssueCreditNote(NewCreditNote):
    by: Actor


async def issue_credit_note(tx: Tx, command: IssueCreditNote) -> CreditNoteView:
    """Raises OrderNotFound, DocumentNotFound, NotInvoiced, OrderIsCancelled, and what `credit` refuses."""
    order_id = await order_to_credit(tx, command)
    account = await read_account(tx, order_id)
    if account.order.state is OrderState.CANCELLED:
        raise OrderIsCancelled(
            f"order {account.order.number} is cancelled: its cancellation has credited what was left"
        )
    if account.invoice is None:
        raise NotInvoiced(f"order {account.order.number or order_id} has no invoice to credit yet")
    left = left_of(account.invoice, account.credits)
    given = _given(left, command)

    draft = credit_document.draft(
        left,
        given,
        DocumentKind.CREDIT_NOTE,
        document_id=uuid7(),
        seller=seller_settings().seller(),
        reason=command.reason,
        reference=command.reference,
    )
    order = account.order.announce()
    await store.save_orders(tx, [order])
    (issued,) = await issue(tx, Series.CREDITS, [draft], at=now())
    in_full = credit.after(left, given).nothing
    announce(
        tx,
        CreditNoteIssued(
            **credit_document.announced(issued),
            sequence=order.version,
            lines=tuple(
                CreditedLine(line_no=line.line_no, sku=line.sku, quantity=line.quantity, amount=line.payable)
                for line in issued.lines
            ),
            credited_in_full=in_full,
            reason=command.reason,
            by=command.by,
        ),
    )
    return credit_note_view(issued, in_full=in_full)


async def order_to_credit(queries: Queries, command: NewCreditNote) -> UUID:
    """The order whose invoice the command names; raises DocumentNotFound."""
    if command.order_id:
        return command.order_id
    assert command.invoice_id  # one of the two names the invoice
    return (await read_invoice(queries, command.invoice_id)).order_id


def _given(left: Left, command: IssueCreditNote) -> Credit:
    if command.amount is not None:
        return credit.credit_amount(left, command.amount)
    asked = ((SHIPPING, command.shipping), (PAYMENT, command.payment_costs))
    charges = [place for place, wanted in asked if wanted]
    return credit.credit_parts(left, {line.line_no: line.quantity for line in command.lines}, charges)
