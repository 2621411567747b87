"""The seller stands on invoices and on quotes, by settings of two services: taken over, and told where they differ."""

from services.backoffice.pages.settings.fields import SettingsSection
from services.backoffice.pages.settings.sections import SECTIONS
from services.backoffice.pages.settings.sections.firm import ADDRESS, FIRM
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form, Visit

FIELDS = (*FIRM, *ADDRESS)


async def take_over_seller(visit: Visit, section: SettingsSection, form: Form) -> None:
    """Let the form have the firm and address of another section. Raises ServiceRefused."""
    if section.seller_of:
        service, name = section.seller_of
        sections = (await visit.services.get(service, "/settings"))["sections"]
        values = next(one["values"] for one in sections if one["name"] == name)
        for field in FIELDS:
            form |= field.filled_in(values[field.name], visit.staff.language)


async def find_other_seller(visit: Visit, section: SettingsSection, values: Json) -> SettingsSection | None:
    """The section that has another seller than this one; None where its service says nothing, or the reader may not."""
    other = _beside(section)
    if other is None or not visit.may(f"{other.service}:settings"):
        return None
    area = await visit.services.area(other.service, "/settings")
    found = [one["values"] for one in area.content["sections"] if one["name"] == other.name] if area.content else []
    differs = any(values[field.name] != theirs[field.name] for theirs in found for field in FIELDS)
    return other if differs else None


def _beside(section: SettingsSection) -> SettingsSection | None:
    own = (section.service, section.name)
    pairs = [(one, one.seller_of) for one in SECTIONS if one.seller_of]
    for quotes, seller in pairs:
        if seller == own:
            return quotes
        if own == (quotes.service, quotes.name):
            return next(one for one in SECTIONS if (one.service, one.name) == seller)
    return None
