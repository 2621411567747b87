"""Why a document has no VAT at some rate: a mandatory mention (CGI ann. II art. 242 nonies A), frozen at its issue.

Only what is known for sure is claimed, as what is printed binds the seller; articles of the CGI are for sellers in
France alone.
"""

from services.billing.documents.model import Draft, Operation
from shared.schemas.billing import VatExemption

FRANCE = frozenset({"FR", "MC"})
"""Monaco is in the French VAT area."""

OVERSEAS = frozenset({"GP", "MQ", "RE", "GF", "YT"})
"""What is shipped there from mainland France counts as an export (CGI 294, 2)."""

_EU = """
AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MC MT NL PL PT RO SE SI SK
"""
EU = frozenset(_EU.split())


def exemption_of(draft: Draft, *, picked_up: bool = False) -> VatExemption | None:
    """None where VAT is charged on everything that costs something.

    A customer in the EU with a VAT number accounts for the VAT there; one without would pay it here or there.
    """
    untaxed = [rate for rate in draft.totals.vat_by_rate if not rate.rate and rate.net]
    if not untaxed:
        return None
    if draft.seller.small_business:
        return VatExemption.SMALL_BUSINESS
    there = draft.seller.address.country if picked_up else draft.customer.ships_to.country
    taxed_too = any(rate.rate and rate.net for rate in draft.totals.vat_by_rate)
    if draft.seller.address.country not in FRANCE or there in FRANCE or taxed_too:
        return VatExemption.NOT_STATED
    if there in EU:
        return _within_eu(draft)
    if draft.operation is not Operation.GOODS:  # where a service is taxed goes by who buys it
        return VatExemption.NOT_STATED
    return VatExemption.OVERSEAS if there in OVERSEAS else VatExemption.EXPORT


def _within_eu(draft: Draft) -> VatExemption:
    if not draft.customer.vat_number or draft.operation is Operation.BOTH:
        return VatExemption.NOT_STATED
    return VatExemption.WITHIN_EU if draft.operation is Operation.GOODS else VatExemption.REVERSE_CHARGE
