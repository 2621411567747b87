"""`python -m services.billing` runs the service."""

from services.billing.app import service
from services.billing.settings import seller_settings
from shared.process import run

seller_settings()  # a wrong setting is told now, not with the first invoice
run(service)
