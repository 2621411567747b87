"""`python -m services.returns` runs the service."""

from services.returns.app import service
from shared.process import run

run(service)
