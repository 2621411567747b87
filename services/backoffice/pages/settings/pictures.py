"""Pictures in the forms of settings: a script has put what was chosen into a hidden field, in base64."""

from services.backoffice.pages.settings.fields import Kind, SettingsSection
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form, Visit

SENT_AS = "content"
"""In the body of the command that keeps a picture."""


async def send_pictures(visit: Visit, section: SettingsSection, form: Form) -> None:
    """Keep what was chosen, and let the form name it from now on. Raises ServiceRefused."""
    for field in _pictures(section):
        if chosen := form[f"{field}_{SENT_AS}"]:
            form[field] = (await visit.services.put(section.service, "/logos", {SENT_AS: chosen}))[field]


def beside_pictures(section: SettingsSection, failure: Json) -> None:
    """What is wrong with a picture that was sent is shown beside its field."""
    wrong = failure.get("wrong", {})
    for field in _pictures(section):
        if SENT_AS in wrong:
            wrong[field] = wrong.pop(SENT_AS)


def _pictures(section: SettingsSection) -> list[str]:
    return [field.name for field in section.fields if field.kind is Kind.PICTURE]
