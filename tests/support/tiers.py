"""The tiers of tests, by what a test needs: each test is marked with its own.

`browser` opens Chromium; `whole` starts whole shops, or marks itself as it takes long; `servers` works on Kafka, or
kills servers of its own. All others are `fast`: they need PostgreSQL at most.
"""

import gc

import pytest

DIRECTORIES = {"browser": "browser", "journeys": "whole", "faults": "whole"}
SERVERS = {"kafka", "own_stack"}
"""A test that asks for one of these fixtures is of `servers`, wherever it stands."""

TIERS = ("fast", "servers", "whole", "browser")
"""In the order they run in."""


def pytest_configure(config: pytest.Config) -> None:
    for tier in TIERS:
        config.addinivalue_line("markers", f"{tier}: a tier of tests, see tests/support/tiers.py")


@pytest.hookimpl(tryfirst=True)  # before `-m` selects
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    tiers = {item: _tier(item, config) for item in items}
    for item, tier in tiers.items():
        item.add_marker(tier)
    items.sort(key=lambda item: TIERS.index(tiers[item]))


def _tier(item: pytest.Item, config: pytest.Config) -> str:
    directory = item.path.relative_to(config.rootpath / "tests").parts[0]
    if directory in DIRECTORIES:
        return DIRECTORIES[directory]
    if item.get_closest_marker("whole"):
        return "whole"
    return "servers" if SERVERS & set(getattr(item, "fixturenames", ())) else "fast"


def pytest_collection_finish() -> None:
    """As the processes of a shop do: what was collected stays, and is not looked through for garbage again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
