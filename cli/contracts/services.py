"""The services there are: each directory of `services/` with a table in its `app.py`."""

import importlib
from collections.abc import Iterator

from deploy.local.settings import REPOSITORY
from shared.service import Service


def services() -> Iterator[Service]:
    for app in sorted((REPOSITORY / "services").glob("*/app.py")):
        yield importlib.import_module(f"services.{app.parent.name}.app").service
