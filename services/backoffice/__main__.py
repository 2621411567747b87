"""`python -m services.backoffice` runs the back office."""

from services.backoffice.app import service
from services.backoffice.settings import backoffice_settings
from shared.process import run

backoffice_settings()  # a wrong setting fails now, not with the first page
run(service)
