"""Settings as they are stored, and what stands on their page."""

from typing import Any

from tests.backoffice.elements import Element
from tests.backoffice.pages import Page
from tests.backoffice.services import Services

INVOICES = "/settings/billing/invoices"


async def stored(shop: Services, name: str = "invoices", *, service: str = "billing") -> dict[str, Any]:
    sections = (await shop.get(service, "/settings"))["sections"]
    found: dict[str, Any] = next(one for one in sections if one["name"] == name)
    return found


def wrong(page: Page) -> dict[str, str]:
    """What stands beside each field that is wrong."""
    return {
        field.attributes["name"]: page.text(f"#{field.attributes['name']}-wrong")
        for field in page.all("[aria-invalid=true]")
    }


def row(page: Page, version: int) -> Element:
    return page.one(f"#version-{version}")
