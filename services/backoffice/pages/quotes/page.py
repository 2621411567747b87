"""The page of a quote: what is offered, to whom, until when, and what became of it."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.pages.quotes.actions import QUOTE_ACTIONS
from services.backoffice.web.files import shown_file
from services.backoffice.web.service_clients import Json, together
from services.backoffice.web.visit import SignedIn, Visit

router = APIRouter()


@router.get("/quotes/{quote_id}")
async def get_quote_page(quote_id: UUID, visit: SignedIn) -> Response:
    quote = await visit.services.area("orders", f"/quotes/{quote_id}")
    quote.raise_if_unknown()
    versions, mails = await _versions_and_mails(visit, quote.content) if quote.content else ([], [])
    return visit.page(
        "quotes/quote.html",
        quote_id=quote_id,
        owner=quote,
        quote=quote.content,
        versions=versions,
        mails=mails,
        actions=QUOTE_ACTIONS,
    )


@router.get("/quotes/{quote_id}/pdf")
async def get_quote_pdf(quote_id: UUID, visit: SignedIn) -> Response:
    return shown_file(await visit.services.file("orders", f"/quotes/{quote_id}/pdf", made_now=True))


async def _versions_and_mails(visit: Visit, quote: Json) -> tuple[list[Json], list[Json]]:
    """The newest first; none without an answer."""
    areas = await together(
        versions=visit.services.area("orders", "/quotes", number=quote["number"], limit=200),
        mails=visit.services.area("notifier", "/messages", document_id=quote["quote_id"]),
    )
    versions, mails = (areas[name].content for name in ("versions", "mails"))
    return versions["items"] if versions else [], mails["items"] if mails else []
