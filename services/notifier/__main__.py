"""Runs the notifier: `python -m services.notifier`."""

from services.notifier.app import service
from services.notifier.settings import mail_settings

mail_settings()  # a wrong setting is told now, not with the first mail
service.run()
