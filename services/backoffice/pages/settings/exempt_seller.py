"""A seller that charges no VAT, whose orders arrive with VAT even so: they are invoiced as they arrive."""

from decimal import Decimal

from services.backoffice.pages.settings.fields import SettingsSection
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form, Visit

LOOKED_AT = 20


async def find_taxed_invoice(visit: Visit, section: SettingsSection, form: Form) -> Json | None:
    """The newest invoice with VAT, where the form says that the seller charges none; of the last ones alone."""
    if (section.service, section.name) != ("billing", "seller") or not form["small_business"]:
        return None
    newest = await visit.services.area("billing", "/invoices", limit=LOOKED_AT)
    invoices = newest.content["items"] if newest.content else []
    return next((one for one in invoices if "totals" in one and Decimal(one["totals"]["vat"])), None)
