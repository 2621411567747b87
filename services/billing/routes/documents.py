"""Invoices, credit notes and revisions over HTTP, and orders as billing knows them."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.billing.account import get_whole_account
from services.billing.documents import lookup
from services.billing.documents.left_to_credit import left_of, lefts_of
from services.billing.documents.model import Document
from services.billing.documents.schemas import CreditNoteView, InvoiceView, credit_note_view, invoice_view
from services.billing.files.model import FileKind
from services.billing.files.store import (
    find_formats,
    find_lacking_rate,
    get_file,
    list_revisions_lacking_rate,
    list_revisions_with_files,
)
from services.billing.ledger.pending import find_pending
from services.billing.reminders.of_order import read_of_order
from services.billing.requests import NewCreditNote
from services.billing.revisions.schemas import NewRevision, RevisionsView, revisions_view
from services.billing.revisions.store import list_revisions
from services.billing.schemas import DocumentBrief, OrderView, order_view
from services.billing.settings import InvoiceSettings, SellerSettings
from services.billing.usecases.create_invoice import CreateInvoice, create_invoice
from services.billing.usecases.issue_credit_note import (
    IssueCreditNote,
    issue_credit_note,
    order_to_credit,
)
from services.billing.usecases.revise_document import ReviseDocument, revise_document
from shared.clock import now
from shared.http import Brief, Caller, Idempotent, Page, Paging, Reading, each_as, etag, paged_by, scope
from shared.http.imports import told_by_import
from shared.http.stored_bytes import served
from shared.schemas.values import Line
from shared.scopes import FOLLOW
from shared.stored import Unreadable
from shared.stored_settings import get_settings
from shared.transaction import Queries

router = APIRouter()

Read = [scope("billing:read")]
Follow = [scope("billing:read", or_else=FOLLOW)]
Files = [scope("billing:read", or_else="documents:read")]
Writer = Annotated[Caller, scope("billing:write")]


def _file(kind: FileKind) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {kind.media_type: {"schema": {"type": "string", "format": "binary"}}}}}


Count = Annotated[int, Query(ge=1, le=2**31 - 1)]
DOCUMENT_BRIEF = Brief("billing:read", DocumentBrief)


@router.get("/invoices", dependencies=Read)
async def get_invoices(
    queries: Reading,
    paging: Annotated[Paging[UUID], paged_by(UUID)],
    order_id: UUID | None = None,
    customer: Line | None = None,
    sku: Line | None = None,
    number: Line | None = None,
) -> Page[InvoiceView]:
    """Newest first. `customer` is the customer's reference; each line says what may still be credited of it."""
    found = await lookup.list_invoices(
        queries,
        order_id=order_id,
        customer=customer,
        sku=sku,
        number=number,
        before=paging.after,
        limit=paging.fetch,
    )
    return paging.page(await _invoice_views(queries, found), by=lambda invoice: invoice.document_id)


@router.get("/invoices/{invoice_id}", dependencies=Read)
async def get_invoice(queries: Reading, invoice_id: UUID) -> InvoiceView:
    (view,) = await _invoice_views(queries, [await lookup.get_invoice(queries, invoice_id)])
    if isinstance(view, Unreadable):
        raise view
    return view


@router.get("/credit-notes", dependencies=Read)
async def get_credit_notes(
    queries: Reading,
    paging: Annotated[Paging[UUID], paged_by(UUID)],
    order_id: UUID | None = None,
    invoice_id: UUID | None = None,
    reference: Line | None = None,
) -> Page[Document]:
    """Credit notes and cancellation invoices, newest first."""
    found = await lookup.list_credits(
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
    return await lookup.get_credit(queries, document_id)


@router.head("/documents/{document_id}/pdf", dependencies=Files, include_in_schema=False)
@router.get("/documents/{document_id}/pdf", dependencies=Files, response_class=Response, responses=_file(FileKind.PDF))
async def get_pdf(request: Request, queries: Reading, document_id: UUID, revision: Count | None = None) -> Response:
    """The document as PDF/A-3 with its Factur-X inside, as it was made after its issue; 404 until then.

    Of its latest revision unless one is named; 1 is the document as it was issued.
    """
    return await _served(request, queries, document_id, FileKind.PDF, revision)


@router.head("/documents/{document_id}/xml", dependencies=Files, include_in_schema=False)
@router.get("/documents/{document_id}/xml", dependencies=Files, response_class=Response, responses=_file(FileKind.XML))
async def get_xml(request: Request, queries: Reading, document_id: UUID, revision: Count | None = None) -> Response:
    """The document as Factur-X XML in the profile EN 16931, as it was made after its issue; 404 until then."""
    return await _served(request, queries, document_id, FileKind.XML, revision)


@router.head("/documents/{document_id}/ubl", dependencies=Files, include_in_schema=False)
@router.get("/documents/{document_id}/ubl", dependencies=Files, response_class=Response, responses=_file(FileKind.UBL))
async def get_ubl(request: Request, queries: Reading, document_id: UUID, revision: Count | None = None) -> Response:
    """The document as UBL 2.1 by EN 16931, as it was made after its issue; 404 until then."""
    return await _served(request, queries, document_id, FileKind.UBL, revision)


@router.post("/credit-notes", status_code=201, response_model=CreditNoteView | DocumentBrief)
async def post_credit_note(body: NewCreditNote, caller: Writer, once: Idempotent) -> Response:
    told_by_import(caller, body)
    command = IssueCreditNote(by=caller.subject, **dict(body))
    return await once(
        issue_credit_note,
        command,
        order_of=lambda queries: order_to_credit(queries, command),
        answers=each_as(lambda issued: credit_note_view(issued.document, issued.left)),
        brief=DOCUMENT_BRIEF,
    )


@router.get("/orders/{order_id}", dependencies=Follow)
async def get_order(queries: Reading, order_id: UUID, response: Response) -> OrderView:
    account = await get_whole_account(queries, order_id)
    settings = await get_settings(queries, SellerSettings)
    document_ids = [document.document_id for document in account.documents]
    view = order_view(
        account,
        today=settings.date_of(now()),
        formats=await find_formats(queries, document_ids),
        revisions=await list_revisions(queries, document_ids),
        lacking_rate=await find_lacking_rate(queries, document_ids),
        pending=await find_pending(queries, order_id),
        greatest_write_off=(await get_settings(queries, InvoiceSettings)).greatest_write_off,
        reminded=await read_of_order(queries, account),
    )
    response.headers["ETag"] = etag(view.version)
    return view


@router.post("/orders/{order_id}/invoice", status_code=201, response_model=InvoiceView | DocumentBrief)
async def post_invoice(order_id: UUID, caller: Writer, once: Idempotent) -> Response:
    """Make the invoice that the order waits for: by hand, or before it is paid."""
    command = CreateInvoice(order_id=order_id, by=caller.subject)
    answers = each_as(lambda invoice: invoice_view(left_of(invoice, [])))
    return await once(create_invoice, command, answers=answers, brief=DOCUMENT_BRIEF)


@router.get("/documents/{document_id}/revisions", dependencies=Read)
async def get_revisions(queries: Reading, document_id: UUID) -> RevisionsView:
    """The document as it was issued, which is the first, and its revisions; the latest comes last."""
    document = await lookup.get_document(queries, document_id)
    revisions = (await list_revisions(queries, [document_id])).get(document_id, [])
    with_files = await list_revisions_with_files(queries, document_id)
    return revisions_view(document, revisions, with_files, await list_revisions_lacking_rate(queries, document_id))


@router.post("/documents/{document_id}/revisions", status_code=201, response_model=RevisionsView | DocumentBrief)
async def post_revision(document_id: UUID, body: NewRevision, caller: Writer, once: Idempotent) -> Response:
    """Set the delivery time of an invoice, or take it off: a revision of it, which has files of its own."""
    command = ReviseDocument(document_id=document_id, by=caller.subject, **dict(body))
    return await once(
        revise_document,
        command,
        order_of=lambda queries: lookup.find_order_of(queries, document_id),
        answers=each_as(lambda revised: revisions_view(revised[0], revised[1])),
        brief=DOCUMENT_BRIEF,
    )


async def _invoice_views(queries: Queries, invoices: Sequence[Document | Unreadable]) -> list[InvoiceView | Unreadable]:
    """An invoice one of whose credits cannot be read cannot say what is left of it."""
    readable = [invoice for invoice in invoices if not isinstance(invoice, Unreadable)]
    credits = await lookup.list_credits_of_invoices(queries, [invoice.document_id for invoice in readable])
    doubtful = {credit.place: credit for credit in credits if isinstance(credit, Unreadable)}
    known = [credit for credit in credits if not isinstance(credit, Unreadable)]
    views = {left.invoice.document_id: invoice_view(left) for left in lefts_of([*readable, *known])}
    return [
        invoice if isinstance(invoice, Unreadable) else doubtful.get(invoice.document_id, views[invoice.document_id])
        for invoice in invoices
    ]


async def _served(
    request: Request, queries: Queries, document_id: UUID, kind: FileKind, revision: int | None
) -> Response:
    """Byte for byte as it is stored."""
    file = await get_file(queries, document_id, kind, revision)
    return served(request, file.content, sha256=file.sha256, media_type=kind.media_type, filename=file.name(kind))
