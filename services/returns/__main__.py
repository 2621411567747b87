"""`python -m services.returns` runs the service."""

from services.returns.app import service

service.run()
