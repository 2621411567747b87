"""`python -m services.orders` runs the service."""

from services.orders.app import service
from shared.process import run

run(service)
