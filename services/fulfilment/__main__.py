"""`python -m services.fulfilment` runs the service."""

from services.fulfilment.app import service
from shared.process import run

run(service)
