"""Invoices, credit notes and cancellation invoices, as they were issued."""

from collections.abc import Awaitable
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from markupsafe import Markup

from services.backoffice.pages.documents.actions import DOCUMENT_ACTIONS
from services.backoffice.pages.documents.payments import payments_of
from services.backoffice.pages.documents.printed_document import printed, supplied_on
from services.backoffice.web.actions import content_or_none
from services.backoffice.web.files import shown_file
from services.backoffice.web.forms import InvalidForm
from services.backoffice.web.render import render
from services.backoffice.web.service_clients import Area, Json, Trouble, together
from services.backoffice.web.visit import SignedIn, Visit

router = APIRouter()

Kind = Literal["invoice", "credit_note", "cancellation_invoice"]
Accounts = Literal["journal", "totals"]


@router.get("/documents/accounts.csv")  # before what takes any word for a document
async def get_accounts(
    visit: SignedIn,
    first: Annotated[str, Query(alias="from")] = "",
    last: Annotated[str, Query(alias="to")] = "",
    which: Accounts = "journal",
) -> Response:
    """Billing's CSV of the period, in the reader's language."""
    asked: Json = {"from": _day(first), "to": _day(last), "language": visit.staff.language}
    file = await visit.services.stream("billing", f"/documents/{which}.csv", **asked)
    headers = {"Content-Disposition": file.disposition}
    return StreamingResponse(file.parts, media_type=file.media_type, headers=headers)


def _day(asked: str) -> date:
    try:
        return date.fromisoformat(asked)
    except ValueError as error:
        raise InvalidForm("a period is of two days") from error


@router.get("/documents/{document_id}")
async def get_document_page(document_id: UUID, visit: SignedIn, kind: Kind = "invoice") -> Response:
    """`kind` says where to look first; its credits are asked for beside an invoice."""
    areas = await together(
        document=_find(visit, document_id, kind),
        credits=visit.services.area("billing", "/credit-notes", invoice_id=document_id, limit=200),
        **_around(visit, document_id),
    )
    document: Area = areas["document"]
    document.raise_if_unknown()
    account, paper = await _account_and_paper(visit, document.content)
    return visit.page(
        "documents/document.html",
        document_id=document_id,
        account=account,
        paper=paper,
        document_actions=DOCUMENT_ACTIONS,
        **areas,
    )


@router.get("/documents/{document_id}/window")
async def get_window(document_id: UUID, visit: SignedIn) -> Response:
    """What the number of a document opens: its state, delivery time, files, and when it was sent to whom."""
    areas = await together(**_around(visit, document_id))
    areas["revisions"].raise_if_unknown()
    shown = areas["revisions"].content
    account = await content_or_none(visit, "billing", f"/orders/{shown['order_id']}") if shown else None
    known = [one for one in account["documents"] if one["document_id"] == str(document_id)] if account else []
    return visit.dialog(
        "documents/dialogs/window.html",
        document_id=document_id,
        account=account,
        known=known[0] if known else None,
        to=f"/orders/{shown['order_id']}" if shown else "/orders",
        document_actions=DOCUMENT_ACTIONS,
        **areas,
    )


@router.get("/documents/{document_id}/pdf")
async def get_pdf(
    document_id: UUID, visit: SignedIn, revision: Annotated[int | None, Query(ge=1, le=9_999)] = None
) -> Response:
    """Byte for byte as billing has it, for the browser to show; the latest unless a revision is named."""
    return shown_file(await visit.services.file("billing", f"/documents/{document_id}/pdf", revision=revision))


@router.get("/documents/{document_id}/xml")
@router.get("/documents/{document_id}/ubl")
async def get_data(
    document_id: UUID, visit: SignedIn, revision: Annotated[int | None, Query(ge=1, le=9_999)] = None
) -> Response:
    """The same invoice for programs, to be saved."""
    syntax = visit.request.url.path.rpartition("/")[2]
    file = await visit.services.file("billing", f"/documents/{document_id}/{syntax}", revision=revision)
    headers = {"Content-Disposition": file.disposition.replace("inline", "attachment", 1)}
    return Response(file.content, media_type=file.media_type, headers=headers)


def _around(visit: Visit, document_id: UUID) -> dict[str, Awaitable[Area]]:
    return {
        "revisions": visit.services.area("billing", f"/documents/{document_id}/revisions"),
        "messages": visit.services.area("notifier", "/messages", document_id=document_id, limit=50),
    }


async def _find(visit: Visit, document_id: UUID, kind: Kind) -> Area:
    paths = [f"/invoices/{document_id}", f"/credit-notes/{document_id}"]
    for path in paths if kind == "invoice" else reversed(paths):
        document = await visit.services.area("billing", path)
        if document.trouble is not Trouble.UNKNOWN:
            break
    return document


async def _account_and_paper(visit: Visit, document: Json | None) -> tuple[Json | None, Markup | None]:
    """The paper is in the customer's language, whoever reads it."""
    if document is None:
        return None, None
    path = f"/orders/{document['order_id']}"
    areas = await together(
        account=content_or_none(visit, "billing", path), goods=content_or_none(visit, "fulfilment", path)
    )
    paper = render(
        document["language"],
        "documents/printed_document.html",
        document=printed(document),
        payments=payments_of(document, areas["account"]),
        supplied_on=supplied_on(document, areas["goods"]),
        delivery_time=_delivery_time(document, areas["account"]),
    )
    return areas["account"], Markup(paper)  # noqa: S704 (a template of ours, which escapes what it shows)


def _delivery_time(document: Json, account: Json | None) -> str | None:
    """As its latest revision has it."""
    known = [one for one in account["documents"] if one["document_id"] == document["document_id"]] if account else []
    return known[0].get("delivery_time") if known else None
