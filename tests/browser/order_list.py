"""The list of orders for tests: its rows, and customers of a name of their own."""

from typing import Any

from playwright.async_api import Locator, Page
from uuid_utils.compat import uuid7


def customer(name: str, **more: str) -> dict[str, Any]:
    return {"customer": {"name": name, "billing_address": {"country": "FR"}} | more}


def a_name() -> str:
    """Of nobody else."""
    return f"Durand{uuid7().hex[-12:]}"


def rows(page: Page) -> Locator:
    return page.locator("#orders tbody tr")


def row(page: Page, placed: dict[str, Any]) -> Locator:
    return page.locator(f"#order-{placed['order_id']}")
