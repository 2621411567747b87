"""What the API answers of carriers."""

from services.fulfilment.carriers.model import Candidate, Carrier, CheckDigit, Match
from shared.schemas.event import Contract


class CarrierView(Contract):
    """`first`: the shop ships with it, or has brought it in (`own`). `has_link`: its parcels are tracked on a page."""

    code: str
    name: str
    first: bool
    own: bool
    has_link: bool


class CarriersView(Contract):
    """The shop's own first."""

    carriers: tuple[CarrierView, ...]


class CandidateView(Contract):
    """`match` is what speaks for it; a wrong check digit warns of a number that is mistyped."""

    code: str
    name: str
    first: bool
    match: Match
    check_digit: CheckDigit
    link: str | None


class CandidatesView(Contract):
    """Whose the number may be, best first. `number` is as carriers write it."""

    number: str
    candidates: tuple[CandidateView, ...]


def carrier_view(carrier: Carrier) -> CarrierView:
    return CarrierView(
        code=carrier.code, name=carrier.name, first=carrier.first, own=carrier.own, has_link=bool(carrier.links)
    )


def candidate_view(candidate: Candidate, *, link: str | None) -> CandidateView:
    carrier, fit = candidate
    return CandidateView(
        code=carrier.code,
        name=carrier.name,
        first=carrier.first,
        match=fit.match,
        check_digit=fit.check_digit,
        link=link,
    )
