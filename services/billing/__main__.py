"""One process of billing: `python -m services.billing`."""

from services.billing.app import service

service.run()
