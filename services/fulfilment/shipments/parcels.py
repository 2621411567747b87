"""Parcels: how a shipment is sent, and where each is tracked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.fulfilment.carriers.model import Candidate, Carrier, Carriers, CheckDigit, Match, normalised
from services.fulfilment.shipments.refusals import NumberTaken, ParcelNotFound, SlipIsVoid, TooManyParcels
from services.fulfilment.slips.model import Slip
from shared.refused import Refused
from shared.schemas.event import Contract
from shared.schemas.fulfilment import ShipmentParcel, ShipmentState
from shared.schemas.values import Language, Line

MOST = 100


class ParcelDetails(Contract):
    """What is said of a parcel. `carrier` is the code or the name of one that is known, or another name."""

    carrier: Line | None = None
    tracking_number: Line | None = None
    weight_g: int | None = None
    is_return: bool = False


class Destination(NamedTuple):
    """Where a parcel goes, as far as that is known: links may need it."""

    country: str | None = None
    postcode: str | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """`carrier` is the code of one that is known. A wrong check digit is a number that is mistyped, as a rule."""

    parcel_id: UUID
    shipment_id: UUID
    carrier: str | None
    carrier_name: str | None
    tracking_number: str | None
    check_digit: CheckDigit | None
    link: str | None
    weight_g: int | None
    is_return: bool
    added_at: datetime
    added_by: str
    changed_at: datetime | None = None
    changed_by: str | None = None
    lost_at: datetime | None = None
    lost_by: str | None = None

    @property
    def content(self) -> ShipmentParcel:
        return ShipmentParcel(
            parcel_id=self.parcel_id,
            carrier=self.carrier,
            carrier_name=self.carrier_name,
            tracking_number=self.tracking_number,
            link=self.link,
            weight_g=self.weight_g,
            is_return=self.is_return,
            lost=self.lost_at is not None,
        )

    def corrected(
        self, details: ParcelDetails, carriers: Carriers, to: Destination, *, at: datetime, by: str
    ) -> "Parcel":
        """A carrier that was chosen stays unless another one is."""
        kept = details.carrier or self.carrier or self.carrier_name
        said = _said(details.model_copy(update={"carrier": kept}), carriers, to)
        return replace(
            self, **said, weight_g=details.weight_g, is_return=details.is_return, changed_at=at, changed_by=by
        )


def new_parcel(
    parcel_id: UUID,
    shipment_id: UUID,
    details: ParcelDetails,
    carriers: Carriers,
    to: Destination,
    *,
    at: datetime,
    by: str,
) -> Parcel:
    """Without a carrier the number tells it, where it leaves no doubt."""
    return Parcel(
        parcel_id=parcel_id,
        shipment_id=shipment_id,
        **_said(details, carriers, to),
        weight_g=details.weight_g,
        is_return=details.is_return,
        added_at=at,
        added_by=by,
    )


def parcel_as_told(
    told: ShipmentParcel,
    shipment_id: UUID,
    carriers: Carriers,
    *,
    added: tuple[datetime, str],
    changed: tuple[datetime, str] | None,
    lost: tuple[datetime | None, str | None],
) -> Parcel:
    """As events have it, with when and by whom each was said. Name and link are as they were when it was entered."""
    number, carrier = told.tracking_number, carriers.find(told.carrier)
    (changed_at, changed_by), (lost_at, lost_by) = changed or (None, None), lost
    return Parcel(
        parcel_id=told.parcel_id,
        shipment_id=shipment_id,
        carrier=told.carrier,
        carrier_name=told.carrier_name,
        tracking_number=number,
        check_digit=_check_digit(number, carrier, carriers.propose(number)) if number else None,
        link=told.link,
        weight_g=told.weight_g,
        is_return=told.is_return,
        added_at=added[0],
        added_by=added[1],
        changed_at=changed_at,
        changed_by=changed_by,
        lost_at=lost_at,
        lost_by=lost_by,
    )


def refuse_parcel(slip: Slip, beside: Sequence[Parcel], details: ParcelDetails) -> None:
    """Refuses what is sent with a void slip, a number that another parcel of the shipment has, and too many of them."""
    if refusal := refusal_of_parcel(slip, beside):
        raise refusal
    _refuse_number(slip, beside, details)


def refuse_correction(slip: Slip, parcels: Sequence[Parcel], before: Parcel, details: ParcelDetails) -> None:
    """Refuses what is sent with a void slip, and a number that another parcel has, unless this one had it as well.

    Slips that were merged may both have it.
    """
    if refusal := refusal_of_correction(slip):
        raise refusal
    others = [one for one in parcels if one is not before and one.tracking_number != before.tracking_number]
    _refuse_number(slip, others, details)


def _refuse_number(slip: Slip, beside: Sequence[Parcel], details: ParcelDetails) -> None:
    number = details.tracking_number and normalised(details.tracking_number)
    if number and any(one.tracking_number == number for one in beside):
        raise NumberTaken(f"another parcel of slip {slip.number} has the number {number}")


def refusal_of_correction(slip: Slip) -> Refused | None:
    """Of whatever is said of a parcel that is there."""
    if slip.state is ShipmentState.VOID:
        return SlipIsVoid(f"slip {slip.number} is void: nothing is sent with it")
    return None


def refusal_of_parcel(slip: Slip, beside: Sequence[Parcel]) -> Refused | None:
    """Of whatever parcel is one more."""
    if refusal := refusal_of_correction(slip):
        return refusal
    if len(beside) >= MOST:
        return TooManyParcels(f"slip {slip.number} has {MOST} parcels: no shipment has more", limit=MOST)
    return None


def find_parcel(parcels: Sequence[Parcel], parcel_id: UUID) -> Parcel:
    for one in parcels:
        if one.parcel_id == parcel_id:
            return one
    raise ParcelNotFound(f"there is no parcel {parcel_id}")


def _said(details: ParcelDetails, carriers: Carriers, to: Destination) -> dict[str, Any]:
    number = normalised(details.tracking_number) if details.tracking_number else None
    found = carriers.propose(number, country=to.country) if number else []
    carrier = _named(details.carrier, carriers) if details.carrier else _beyond_doubt(found)
    link = carrier and number and carrier.link(number, postcode=to.postcode, country=to.country, language=to.language)
    return {
        "carrier": carrier and carrier.code,
        "carrier_name": carrier.name if carrier else details.carrier,
        "tracking_number": number,
        "check_digit": _check_digit(number, carrier, found) if number else None,
        "link": link or None,
    }


def _named(name: str, carriers: Carriers) -> Carrier | None:
    return next((one for one in carriers if name.casefold() in (one.code, one.name.casefold())), None)


def _beyond_doubt(found: Sequence[Candidate]) -> Carrier | None:
    """Whose it is: of the only carrier that it may be of, or with a beginning that no other has."""
    if not found or found[0].fit.check_digit is CheckDigit.WRONG:
        return None
    return found[0].carrier if len(found) == 1 or found[0].fit.match is Match.PREFIX else None


def _check_digit(number: str, carrier: Carrier | None, found: Sequence[Candidate]) -> CheckDigit:
    """Of its carrier's; where that is not known it is wrong if it is so for each that it may be of."""
    if carrier:
        return carrier.check_digit(number)
    wrong = found and all(one.fit.check_digit is CheckDigit.WRONG for one in found)
    return CheckDigit.WRONG if wrong else CheckDigit.NONE
