"""`python -m services.billing` runs the service."""

from services.billing.app import service
from services.billing.settings import InvoiceSettings, SellerSettings
from services.billing.usecases.change_settings import refuse_no_vat_number, refuse_wrong_digits
from shared.process import run

# A wrong variable stops the start, not the first invoice.
InvoiceSettings()
refuse_no_vat_number(SellerSettings())
refuse_wrong_digits(SellerSettings())
run(service)
