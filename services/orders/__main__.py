"""`python -m services.orders` runs the service."""

from services.orders.app import service

service.run()
