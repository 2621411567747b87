"""Why a document has no VAT at some rate: a mandatory mention (CGI ann. II art. 242 nonies A), frozen at its issue.

Only what is known for sure is claimed, as what is printed binds the seller; articles of the CGI are for sellers in
France alone.
"""

from services.billing.documents.model import Draft, Operation
from services.billing.documents.vat_territory import EU, FRANCE, NORTHERN_IRELAND, OVERSEAS, is_in_doubt, state_of
from shared.schemas.billing import VatExemption
from shared.schemas.orders import Address


def exemption_of(draft: Draft, *, delivered: bool) -> VatExemption | None:
    """None where VAT is charged on everything that costs something.

    `delivered`: it is known that the goods leave for the customer's address. A service is taxed where its customer is
    established. A customer in the EU with a VAT number of another state accounts for the VAT there; one without would
    pay it here or there.
    """
    untaxed = [rate for rate in draft.totals.vat_by_rate if not rate.rate and rate.net]
    if not untaxed:
        return None
    if any(rate.rate and rate.net for rate in draft.totals.vat_by_rate):
        return VatExemption.NOT_STATED
    if draft.seller.small_business:
        return VatExemption.SMALL_BUSINESS
    address = _taxed_at(draft, delivered)
    there = address.country
    if draft.seller.address.country not in FRANCE or there in FRANCE or is_in_doubt(address):
        return VatExemption.NOT_STATED
    number_of = state_of(draft.customer.vat_number)
    if there in EU:
        return _within_eu(draft.operation, number_of)
    # Where a service is taxed goes by who buys it; a number of Northern Ireland may mean that the goods go there.
    if draft.operation is not Operation.GOODS or number_of == NORTHERN_IRELAND:
        return VatExemption.NOT_STATED
    return VatExemption.OVERSEAS if there in OVERSEAS else VatExemption.EXPORT


def _taxed_at(draft: Draft, delivered: bool) -> Address:
    if draft.operation is Operation.SERVICES:
        return draft.customer.billing_address
    return draft.customer.ships_to if delivered else draft.seller.address


def _within_eu(operation: Operation, number_of: str | None) -> VatExemption:
    """A customer with a number of the seller's own state, France, does not account for it elsewhere."""
    if number_of is None or number_of == "FR" or operation is Operation.BOTH:
        return VatExemption.NOT_STATED
    if operation is Operation.GOODS:
        return VatExemption.WITHIN_EU
    return VatExemption.NOT_STATED if number_of == NORTHERN_IRELAND else VatExemption.REVERSE_CHARGE
