"""Carriers over HTTP: those the shop knows, and whose a tracking number may be."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.fulfilment.carriers.model import normalised
from services.fulfilment.carriers.schemas import CandidatesView, CarriersView, candidate_view, carrier_view
from services.fulfilment.carriers.settings import get_carriers
from shared.http import Caller, Reading, scope
from shared.schemas.money import Country
from shared.schemas.values import Language, Line

router = APIRouter()

Reader = Annotated[Caller, scope("fulfilment:read")]


@router.get("/carriers")
async def get_all_carriers(caller: Reader, queries: Reading) -> CarriersView:
    """The carriers a parcel can be given to, the shop's own first."""
    return CarriersView(carriers=tuple(carrier_view(one) for one in await get_carriers(queries)))


@router.get("/carriers/propose")
async def get_proposed_carriers(
    caller: Reader,
    queries: Reading,
    number: Annotated[Line, Query(description="as it was typed: spaces, dots, dashes and small letters are fine")],
    country: Annotated[Country | None, Query(description="that the parcel goes to")] = None,
    postcode: Annotated[Line | None, Query(description="that the parcel goes to: some links need it")] = None,
    language: Annotated[Language | None, Query(description="of whoever follows the link")] = None,
) -> CandidatesView:
    """Whose a tracking number may be, best first, with its link. None where it is like no carrier's."""
    found = (await get_carriers(queries)).propose(number, country=country)
    links = [one.carrier.link(number, postcode=postcode, country=country, language=language) for one in found]
    views = [candidate_view(one, link=link) for one, link in zip(found, links, strict=True)]
    return CandidatesView(number=normalised(number), candidates=tuple(views))
