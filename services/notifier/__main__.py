"""`python -m services.notifier` runs the service."""

from services.notifier.app import service
from services.notifier.settings import mail_settings
from shared.process import run

mail_settings()  # a wrong setting is told now, not with the first mail
run(service)
