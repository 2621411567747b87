"""`python -m services.notifier` runs the service."""

from services.notifier.app import service
from services.notifier.settings import MailSettings, SmtpSettings
from shared.process import run

# A wrong setting ends the start, not the first mail.
SmtpSettings()
MailSettings()
run(service)
