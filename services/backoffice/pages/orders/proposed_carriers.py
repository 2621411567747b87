"""Whose a tracking number may be: proposed as it is typed, and beside a parcel that was saved without a carrier."""

from collections.abc import Iterable

from fastapi import APIRouter, Response

from services.backoffice.web.actions import content_or_none
from services.backoffice.web.service_clients import Json, few_at_once
from services.backoffice.web.visit import SignedIn, Visit

MOST_NUMBERS = 20

router = APIRouter()


@router.get("/carriers")
async def get_proposed(visit: SignedIn, tracking_number: str = "") -> Response:
    """What stands below the field of a number, for what is typed there."""
    return visit.dialog(
        "orders/dialogs/proposed_carriers.html",
        to="/orders",
        carriers=await content_or_none(visit, "fulfilment", "/carriers"),
        proposed=await _propose(visit, tracking_number.strip()),
    )


async def carriers_for(visit: Visit, shipments: Iterable[Json]) -> dict[str, list[Json]]:
    """By the numbers of their parcels that have no carrier, best first. A shipment may tell of no parcels."""
    parcels = [parcel for one in shipments for parcel in one.get("parcels", ())]
    without = [one["tracking_number"] for one in parcels if one["tracking_number"] and not one["carrier_name"]]
    numbers = list(dict.fromkeys(without))[:MOST_NUMBERS]
    found = await few_at_once(_propose(visit, number) for number in numbers)
    return dict(zip(numbers, found, strict=True))


async def _propose(visit: Visit, number: str) -> list[Json]:
    """None of a number that is like no carrier's, or while fulfilment does not answer."""
    found = await content_or_none(visit, "fulfilment", "/carriers/propose", number=number) if number else None
    return list(found["candidates"]) if found else []
