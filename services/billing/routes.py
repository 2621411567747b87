"""Billing's API: invoices, credit notes, payments, and billing's view of an order."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.billing import store
from services.billing.account import read_account, read_credit, read_invoice
from services.billing.document import Document
from services.billing.numbering import local_date
from services.billing.usecases.issue_credit_note import IssueCreditNote, issue_credit_note, order_to_credit
from services.billing.usecases.mark_paid import MarkPaid, mark_paid
from services.billing.usecases.reverse_payments import ReversePayments, reverse_payments
from services.billing.views import (
    CreditNoteView,
    InvoiceView,
    NewCreditNote,
    NewPayment,
    OrderView,
    PaymentsToReverse,
    PaymentsView,
    invoice_view,
    order_view,
)
from shared.clock import now
from shared.http import Caller, Idempotent, Page, Paging, Reading, etag, paged_by, scope
from shared.schemas.values import Line

router = APIRouter()

Read = [scope("billing:read")]
Writer = Annotated[Caller, scope("billing:write")]


@router.get("/invoices", dependencies=Read)
async def get_invoices(
    queries: Reading,
    paging: Annotated[Paging[UUID], paged_by(UUID)],
    order_id: UUID | None = None,
    customer: Line | None = None,
    sku: Line | None = None,
    number: Line | None = None,
) -> Page[InvoiceView]:
    """Newest first. `customer` is the customer's reference; of each line, what may still be credited is told."""
    found = await store.list_invoices(
        queries,
        order_id=order_id,
        customer=customer,
        sku=sku,
        number=number,
        before=paging.after,
        limit=paging.fetch,
    )
    invoices = paging.page(found, by=lambda invoice: invoice.document_id)
    credits: dict[UUID, list[Document]] = {invoice.order_id: [] for invoice in invoices.items}
    for credit in await store.list_credits_of_invoices(queries, [invoice.document_id for invoice in invoices.items]):
        credits[credit.order_id].append(credit)
    views = [invoice_view(invoice, credits[invoice.order_id]) for invoice in invoices.items]
    return Page(items=views, next=invoices.next)


@router.get("/invoices/{invoice_id}", dependencies=Read)
async def get_invoice(queries: Reading, invoice_id: UUID) -> InvoiceView:
    invoice = await read_invoice(queries, invoice_id)
    return invoice_view(invoice, await store.list_credits_of_invoices(queries, [invoice_id]))


@router.get("/credit-notes", dependencies=Read)
async def get_credit_notes(
    queries: Reading,
    paging: Annotated[Paging[UUID], paged_by(UUID)],
    order_id: UUID | None = None,
    invoice_id: UUID | None = None,
    reference: Line | None = None,
) -> Page[Document]:
    """Credit notes and cancellation invoices, newest first."""
    found = await store.list_credits(
        queries,
        order_id=order_id,
        invoice_id=invoice_id,
        reference=reference,
        before=paging.after,
        limit=paging.fetch,
    )
    return paging.page(found, by=lambda credit: credit.document_id)


@router.get("/credit-notes/{document_id}", dependencies=Read)
async def get_credit_note(queries: Reading, document_id: UUID) -> Document:
    """A credit note or cancellation invoice as it was issued."""
    return await read_credit(queries, document_id)


@router.post("/credit-notes", status_code=201, response_model=CreditNoteView)
async def post_credit_note(body: NewCreditNote, caller: Writer, once: Idempotent) -> Response:
    command = IssueCreditNote(by=caller.subject, **dict(body))
    return await once(issue_credit_note, command, order_of=lambda queries: order_to_credit(queries, command))


@router.get("/orders/{order_id}", dependencies=Read)
async def get_order(queries: Reading, order_id: UUID, response: Response) -> OrderView:
    view = order_view(await read_account(queries, order_id), today=local_date(now()))
    response.headers["ETag"] = etag(view.version)
    return view


@router.post("/orders/{order_id}/payments", status_code=201, response_model=PaymentsView)
async def post_payment(order_id: UUID, body: NewPayment, caller: Writer, once: Idempotent) -> Response:
    """Mark as paid, or record a partial payment."""
    return await once(mark_paid, MarkPaid(order_id=order_id, by=caller.subject, **dict(body)))


@router.post("/orders/{order_id}/payments/reverse", status_code=201, response_model=PaymentsView)
async def post_reversal(order_id: UUID, body: PaymentsToReverse, caller: Writer, once: Idempotent) -> Response:
    """Mark as not paid."""
    return await once(reverse_payments, ReversePayments(order_id=order_id, by=caller.subject, **dict(body)))
