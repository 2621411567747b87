"""The page of a quote: what is offered, to whom, until when, and what became of it."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.backoffice.pages.quotes.actions import QUOTE_ACTIONS
from services.backoffice.web.files import shown_file
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import SignedIn, Visit

router = APIRouter()


@router.get("/quotes/{quote_id}")
async def get_quote_page(quote_id: UUID, visit: SignedIn) -> Response:
    quote = await visit.services.area("orders", f"/quotes/{quote_id}")
    quote.raise_if_unknown()
    return visit.page(
        "quotes/quote.html",
        quote_id=quote_id,
        owner=quote,
        quote=quote.content,
        versions=await _versions(visit, quote.content) if quote.content else [],
        actions=QUOTE_ACTIONS,
    )


@router.get("/quotes/{quote_id}/pdf")
async def get_quote_pdf(quote_id: UUID, visit: SignedIn) -> Response:
    return shown_file(await visit.services.file("orders", f"/quotes/{quote_id}/pdf", made_now=True))


async def _versions(visit: Visit, quote: Json) -> list[Json]:
    """The newest first; none without an answer."""
    listed = await visit.services.area("orders", "/quotes", number=quote["number"], limit=200)
    return list(listed.content["items"]) if listed.content else []
