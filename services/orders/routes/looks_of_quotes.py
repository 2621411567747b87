"""How quotes look, over HTTP: their logos, a sample, and what a new one begins with."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from services.orders.quotes.press import print_quote, read_logo
from services.orders.quotes.sample import sample_quote
from services.orders.quotes.settings import Paper
from services.orders.quotes.validity import end_after, usual_end
from services.orders.settings import ShopSettings
from shared.clock import now
from shared.http import Caller, Reading, scope
from shared.http.in_time import takes_its_time
from shared.http.logos import bytes_of, logo_routes
from shared.look.logos import get_look
from shared.look.look import Colour, LogoId, refuse_too_light
from shared.schemas.event import Contract
from shared.schemas.firm import Code, OwnVatNumber, Siren
from shared.schemas.money import Country
from shared.schemas.values import Language, Line
from shared.stored_settings import get_settings

SETTINGS = "orders:settings"

router = APIRouter()
router.include_router(logo_routes(SETTINGS, read_logo), tags=["settings"])


class QuoteDefaults(Contract):
    """What a quote has that is begun now, unless somebody says otherwise."""

    valid_until: datetime
    country: Country
    """Of an address of which nothing is known: where the shop is."""


async def sampled(
    legal_name: Annotated[Line, Query()] = "",
    legal_form: Annotated[Line, Query()] = "",
    registration: Annotated[Line, Query()] = "",
    siren: Annotated[Siren | None, Query()] = None,
    vat_number: Annotated[OwnVatNumber, Query()] = None,
    street: Annotated[Line, Query()] = "",
    postal_code: Annotated[Line, Query()] = "",
    city: Annotated[Line, Query()] = "",
    country: Annotated[Country, Code, Query()] = "FR",
    email: Annotated[Line | None, Query()] = None,
    accent: Annotated[Colour | None, Query()] = None,
    logo: Annotated[LogoId | None, Query()] = None,
) -> Paper:
    """What a sample bears, by the fields of the settings; what is not given it does without."""
    return Paper.model_construct(
        legal_name=legal_name,
        legal_form=legal_form,
        registration=registration,
        siren=siren or "",
        vat_number=vat_number,
        street=street,
        postal_code=postal_code,
        city=city,
        country=country,
        email=email,
        accent=accent,
        logo=logo,
    )


@router.get("/quotes/defaults")
async def get_defaults(caller: Annotated[Caller, scope("orders:read")], queries: Reading) -> QuoteDefaults:
    """What a quote has that is begun now."""
    country = (await get_settings(queries, ShopSettings)).shop_country
    return QuoteDefaults(valid_until=await usual_end(queries, now()), country=country)


@router.get(
    "/quotes/sample",
    dependencies=[scope(SETTINGS), takes_its_time],
    response_class=Response,
    responses=bytes_of("application/pdf"),
    tags=["settings"],
)
async def get_sample(
    queries: Reading,
    paper: Annotated[Paper, Depends(sampled)],
    valid_days: Annotated[int, Query(ge=1, le=365)] = 30,
    language: Annotated[Language, Query()] = "fr",
) -> Response:
    """A quote for nobody as PDF, marked as a sample, with these words, colour and logo."""
    if paper.accent:
        refuse_too_light(paper.accent)
    look, at = await get_look(queries, paper.accent, paper.logo), now()
    until = await end_after(queries, at, days=valid_days)
    pdf = await print_quote(sample_quote(paper, look, language, at=at, valid_until=until))
    headers = {"Content-Disposition": 'inline; filename="sample.pdf"', "Cache-Control": "no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)
