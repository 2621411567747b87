"""The schemas as they were released."""

import json
from typing import Any

from cli.contracts import CONTRACTS, RELEASED


def released() -> list[tuple[str, str, dict[str, Any]]]:
    """Release, CloudEvents type and schema of everything that was ever released."""
    return [
        (path.stem, type_name, schema)
        for path in sorted((CONTRACTS / RELEASED).glob("*.json"))
        for type_name, schema in json.loads(path.read_text()).items()
    ]
