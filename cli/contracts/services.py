"""The services there are, as the tables in their `app.py` describe them."""

import importlib
from collections.abc import Iterator

from shared.scopes import SERVICES
from shared.service import Service


def services() -> Iterator[Service]:
    """By name, so that the documents do not change with the order in which services start."""
    for name in sorted(SERVICES):
        yield importlib.import_module(f"services.{name}.app").service
