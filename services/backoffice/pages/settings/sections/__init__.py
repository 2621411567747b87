"""The sections of settings as their forms have them, with what explains each field."""

from services.backoffice.pages.settings.fields import SettingsSection
from services.backoffice.pages.settings.sections import billing, fulfilment, notifier, orders, returns
from shared.refused import NotFound

SECTIONS = (*billing.SECTIONS, *orders.SECTIONS, *fulfilment.SECTIONS, *returns.SECTIONS, *notifier.SECTIONS)


def section_of(service: str, name: str) -> SettingsSection:
    """Raises NotFound."""
    for section in SECTIONS:
        if (section.service, section.name) == (service, name):
            return section
    raise NotFound("there are no such settings")
