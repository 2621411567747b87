"""`python -m services.fulfilment` runs the service."""

from services.fulfilment.app import service

service.run()
