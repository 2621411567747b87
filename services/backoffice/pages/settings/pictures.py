"""Pictures in the forms of settings: a script has put what was chosen into a hidden field, in base64."""

from base64 import b64encode

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


async def take_over_look(visit: Visit, section: SettingsSection, form: Form) -> None:
    """Let the form have the logo and colour of another section. Raises ServiceRefused."""
    assert section.look_of
    service, name = section.look_of
    sections = (await visit.services.get(service, "/settings"))["sections"]
    look = next(one["values"] for one in sections if one["name"] == name)
    form |= {"accent": look["accent"] or "", "logo": ""}
    if look["logo"]:
        picture = await visit.services.file(service, f"/logos/{look['logo']}")
        content = b64encode(picture.content).decode()
        form["logo"] = (await visit.services.put(section.service, "/logos", {SENT_AS: content}))["logo"]


def beside_pictures(section: SettingsSection, failure: Json) -> None:
    """What is wrong with a picture that was sent is shown beside its field."""
    wrong = failure.get("wrong", {})
    for field in _pictures(section):
        if SENT_AS in wrong:
            wrong[field] = wrong.pop(SENT_AS)


def _pictures(section: SettingsSection) -> list[str]:
    return [field.name for field in section.fields if field.kind is Kind.PICTURE]
