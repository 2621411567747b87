"""Quotes over HTTP: writing, sending and answering them."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from uuid_utils.compat import uuid7

from services.orders.quotes.list_quotes import Filters, QuoteCounts, QuoteSummary, count_quotes, list_quotes
from services.orders.quotes.model import CUSTOMER, QuoteState
from services.orders.quotes.press import print_quote
from services.orders.quotes.schemas import (
    Cancelled,
    Copy,
    Declined,
    NewQuote,
    QuoteBrief,
    QuoteView,
    SeenVersion,
    quote_view,
)
from services.orders.quotes.store import get_quote
from services.orders.quotes.to_print import to_print
from services.orders.quotes.wanted import Prices, QuoteToSave
from services.orders.usecases.cancel_quote import CancelQuote, cancel_quote
from services.orders.usecases.convert_quote import ConvertQuote, convert_quote
from services.orders.usecases.create_quote import CreateQuote, DuplicateOrder, create_quote, duplicate_order
from services.orders.usecases.decline_quote import DeclineQuote, decline_quote
from services.orders.usecases.revise_quote import ReviseQuote, revise_quote
from services.orders.usecases.save_quote import SaveQuote, save_quote
from services.orders.usecases.see_quote import see_quote
from services.orders.usecases.send_quote import SendQuote, send_quote
from shared.http import (
    Brief,
    Caller,
    Idempotent,
    Page,
    Paging,
    Reading,
    RequiredVersion,
    Writing,
    each_as,
    etag,
    paged_by,
    scope,
)
from shared.http.in_time import takes_its_time
from shared.http.logos import bytes_of
from shared.http.stored_bytes import served
from shared.refused import NotFound
from shared.schemas.values import Line
from shared.scopes import ANSWER, FILES
from shared.transaction import Queries

router = APIRouter()

Reader = Annotated[Caller, scope("orders:read")]
Writer = Annotated[Caller, scope("orders:write")]
Opener = Annotated[Caller, scope("orders:read", or_else=ANSWER)]
Answering = Annotated[Caller, scope("orders:write", or_else=ANSWER)]

BRIEF = Brief("orders:read", QuoteBrief)
VIEWS = each_as(quote_view)


@router.get("/quotes")
async def get_quotes(
    caller: Reader,
    queries: Reading,
    paging: Annotated[Paging[UUID], paged_by(UUID)],
    state: QuoteState | None = None,
    search: Annotated[
        Line | None, Query(alias="q", description="number, name, e-mail, phone, SKU, words of titles")
    ] = None,
    order_id: Annotated[UUID | None, Query(description="made of this order, or become it")] = None,
    number: Annotated[Line | None, Query(description="all versions of the quote")] = None,
    customer: Annotated[
        UUID | None, Query(description="the id of a customer: its quotes, and those of customers merged into it")
    ] = None,
    to_revise: Annotated[bool | None, Query(description="drafts after a version that was declined")] = None,
) -> Page[QuoteSummary]:
    """Quotes, newest first, the last version of each; of a `state`, all versions that are in it."""
    filters = Filters(state, search, order_id, number, to_revise, customer)
    found = await list_quotes(queries, filters, before=paging.after, limit=paging.fetch)
    return paging.page(found, by=lambda quote: quote.quote_id)


@router.post("/quotes", status_code=201, response_model=QuoteView | QuoteBrief)
async def post_quote(body: NewQuote, caller: Writer, once: Idempotent) -> Response:
    wanted = {name: getattr(body, name) for name in QuoteToSave.model_fields}
    command = CreateQuote(
        body.quote_id or uuid7(),
        QuoteToSave.model_construct(**wanted),
        Prices(currency=body.currency, prices_include_vat=body.prices_include_vat),
        caller.subject,
    )
    return await once(create_quote, command, order_of=_of(command.quote_id), answers=VIEWS, brief=BRIEF)


@router.post("/orders/{order_id}/duplicate", status_code=201, response_model=QuoteView | QuoteBrief)
async def post_duplicate(order_id: UUID, caller: Writer, once: Idempotent, body: Copy | None = None) -> Response:
    """A draft of a quote with the order's products, customer, payment and shipping method."""
    quote_id = body.quote_id if body and body.quote_id else uuid7()
    command = DuplicateOrder(order_id, quote_id, caller.subject)
    return await once(duplicate_order, command, answers=VIEWS, brief=BRIEF)


@router.get("/quotes/counts")
async def get_quote_counts(caller: Reader, queries: Reading) -> QuoteCounts:
    """How many wait, and for whom."""
    return await count_quotes(queries)


@router.get("/quotes/{quote_id}")
async def get_one_quote(quote_id: UUID, caller: Opener, queries: Reading, response: Response) -> QuoteView:
    quote = await get_quote(queries, quote_id)
    response.headers["ETag"] = etag(quote.version)
    return quote_view(quote)


@router.get(
    "/quotes/{quote_id}/pdf",
    dependencies=[takes_its_time],
    response_class=Response,
    responses=bytes_of("application/pdf"),
)
async def get_quote_pdf(
    quote_id: UUID, request: Request, caller: Annotated[Caller, scope("orders:read", or_else=FILES)], queries: Reading
) -> Response:
    """In the customer's language; a sent one stays as it was sent, whatever becomes of it. A draft is marked as one."""
    quote = await get_quote(queries, quote_id)
    if quote.sent_at is None and not caller.may("orders:read"):
        raise NotFound(f"quote {quote_id} was not sent")
    pdf = await print_quote(await to_print(queries, quote))
    name = quote.number if quote.revision == 1 else f"{quote.number}-{quote.revision}"
    hashed = sha256(pdf).digest()
    return served(request, pdf, sha256=hashed, media_type="application/pdf", filename=f"{name}.pdf")


@router.put("/quotes/{quote_id}")
async def put_quote(
    quote_id: UUID,
    body: QuoteToSave,
    caller: Writer,
    database: Writing,
    response: Response,
    version: RequiredVersion,
) -> QuoteView:
    """Change a draft. `If-Match` takes the version that you have read; totals are computed of what is sent."""
    async with database.transaction(locking=[quote_id]) as tx:
        quote = await save_quote(tx, SaveQuote(quote_id, body, version, caller.subject))
    response.headers["ETag"] = etag(quote.version)
    return quote_view(quote)


@router.post("/quotes/{quote_id}/send", response_model=QuoteView | QuoteBrief)
async def post_send(quote_id: UUID, caller: Writer, once: Idempotent, body: SeenVersion | None = None) -> Response:
    """The customer gets a mail with the quote and the link by which it is answered; it is locked from then on."""
    command = SendQuote(quote_id, body.version if body else None, caller.subject)
    return await once(send_quote, command, order_of=_of(quote_id), answers=VIEWS, brief=BRIEF)


@router.post("/quotes/{quote_id}/convert", response_model=QuoteView | QuoteBrief)
async def post_convert(
    quote_id: UUID, caller: Answering, once: Idempotent, body: SeenVersion | None = None
) -> Response:
    """The quote becomes an order, once; refused where it has become one, with that order's number."""
    command = ConvertQuote(quote_id, body.version if body else None, _by(caller))
    return await once(convert_quote, command, order_of=_of(quote_id), answers=VIEWS, brief=BRIEF)


@router.post("/quotes/{quote_id}/decline", response_model=QuoteView | QuoteBrief)
async def post_decline(quote_id: UUID, caller: Answering, once: Idempotent, body: Declined | None = None) -> Response:
    """The quote is declined and stays as it is; its next version, `next_id`, is a draft."""
    command = DeclineQuote(quote_id, body.comment if body else None, _by(caller))
    return await once(decline_quote, command, order_of=_of(quote_id), answers=VIEWS, brief=BRIEF)


@router.post("/quotes/{quote_id}/revise", status_code=201, response_model=QuoteView | QuoteBrief)
async def post_revise(quote_id: UUID, caller: Writer, once: Idempotent, body: Copy | None = None) -> Response:
    """The next version of a quote, as a draft; a sent one is not to be accepted any more."""
    command = ReviseQuote(quote_id, body.quote_id if body and body.quote_id else uuid7(), caller.subject)
    return await once(revise_quote, command, order_of=_of(quote_id), answers=VIEWS, brief=BRIEF)


@router.post("/quotes/{quote_id}/cancel", response_model=QuoteView | QuoteBrief)
async def post_cancel_quote(
    quote_id: UUID, caller: Writer, once: Idempotent, body: Cancelled | None = None
) -> Response:
    command = CancelQuote(quote_id, body.reason if body else None, caller.subject)
    return await once(cancel_quote, command, order_of=_of(quote_id), answers=VIEWS, brief=BRIEF)


@router.put("/quotes/{quote_id}/seen")
async def put_seen(quote_id: UUID, caller: Annotated[Caller, scope(ANSWER)], database: Writing) -> QuoteBrief:
    """Its customer has opened it; the first time is kept."""
    async with database.transaction(locking=[quote_id]) as tx:
        return QuoteBrief.model_validate(await see_quote(tx, quote_id), from_attributes=True)


def _by(caller: Caller) -> str:
    """Whoever may only answer is the customer, whatever the token is called."""
    return caller.subject if caller.may("orders:write") else CUSTOMER


def _of(quote_id: UUID) -> Callable[[Queries], Awaitable[UUID]]:
    async def its_key(_: Queries) -> UUID:
        return quote_id

    return its_key
