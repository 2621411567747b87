"""The tiers of tests, by what a test needs: each test is marked with its own.

`browser` opens Chromium; `whole` starts whole shops, or fills a large one; `servers` works on Kafka, kills or freezes
servers, or starts programs. All others are `fast`: they need PostgreSQL at most.
"""

import gc

import pytest

from cli.test import TIERS

DIRECTORIES = {"browser": "browser", "journeys": "whole", "faults": "whole", "volume": "whole", "deploy": "servers"}
SERVERS = {"kafka", "own_stack"}
"""A test that asks for one of these fixtures is of `servers`, wherever it stands."""


def pytest_configure(config: pytest.Config) -> None:
    for tier in TIERS:
        config.addinivalue_line("markers", f"{tier}: a tier of tests, see tests/support/tiers.py")


@pytest.hookimpl(tryfirst=True)  # before `-m` selects
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    tiers = {item: _tier(item, config) for item in items}
    for item, tier in tiers.items():
        item.add_marker(tier)
        if not any((config.rootpath / place) in (item.path, *item.path.parents) for place in TIERS[tier].arguments):
            raise pytest.UsageError(f"{item.nodeid} is of {tier}, which does not look there: see TIERS in cli/test.py")
    items.sort(key=lambda item: list(TIERS).index(tiers[item]))


def _tier(item: pytest.Item, config: pytest.Config) -> str:
    directory = item.path.relative_to(config.rootpath / "tests").parts[0]
    if marked := next((tier for tier in TIERS if item.get_closest_marker(tier)), None):
        return marked
    if directory in DIRECTORIES:
        return DIRECTORIES[directory]
    return "servers" if SERVERS & set(getattr(item, "fixturenames", ())) else "fast"


def pytest_collection_finish() -> None:
    """As the processes of a shop do: what was collected stays, and is not looked through for garbage again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
