"""Why a document has no VAT at some rate: a mandatory mention (CGI ann. II art. 242 nonies A)."""

from decimal import Decimal
from enum import StrEnum

from services.backoffice.web.service_clients import Json

_EU = """
AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MC MT NL PL PT RO SE SI SK
"""
EU = frozenset(_EU.split())
FRANCE = ("FR", "MC")
"""Monaco is in the French VAT area."""


class Exemption(StrEnum):
    """By what is sold and where it goes; of each kind there is a text in `wording/billing.py`."""

    EXPORT = "export"
    SERVICE_ABROAD = "service_abroad"
    WITHIN_EU = "within_eu"
    REVERSE_CHARGE = "reverse_charge"
    SMALL_BUSINESS = "small_business"
    EXEMPT = "exempt"


def exemption(document: Json) -> Exemption | None:
    """None where VAT is charged on everything that costs something."""
    rates = document["totals"]["vat_by_rate"]
    if not any(_without_vat(rate) for rate in rates):
        return None
    country = (document["customer"].get("delivery_address") or document["customer"]["billing_address"])["country"]
    services = document["operation"] == "services"
    home = document["seller"]["address"]["country"]
    if country == home or (country in FRANCE and home in FRANCE):
        return Exemption.SMALL_BUSINESS if all(_without_vat(rate) for rate in rates) else Exemption.EXEMPT
    if country in EU:
        return Exemption.REVERSE_CHARGE if services else Exemption.WITHIN_EU
    return Exemption.SERVICE_ABROAD if services else Exemption.EXPORT


def _without_vat(rate: Json) -> bool:
    return not Decimal(rate["rate"]) and bool(Decimal(rate["net"]))
