"""`python -m services.billing` runs the service."""

from services.billing.app import service
from services.billing.settings import InvoiceSettings, SellerSettings
from shared.process import run

InvoiceSettings(), SellerSettings()  # a wrong variable stops the start, not the first invoice
run(service)
