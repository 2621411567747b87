"""`python -m services.billing` runs the service."""

from services.billing.app import service
from shared.process import run

run(service)
