"""The tiers of tests, by what a test needs: each test is marked `fast`, `whole` or `browser`.

`browser` opens Chromium; `whole` starts Kafka or whole shops, or marks itself as it takes long. All others are `fast`:
they need PostgreSQL at most.

With several processes, tests that share a shop run in one of them: each group is a directory with a shop, or a file.
"""

import pytest

DIRECTORIES = {"browser": "browser", "journeys": "whole", "faults": "whole"}
KAFKA = {"kafka", "own_stack"}
"""A test that asks for one of these fixtures is `whole`, wherever it stands."""

TIERS = ("browser", "whole", "fast")
"""In the order they start in: the longest first, so that no process is left with it in the end."""

OWN_SHOP = {"test_accessibility.py"}
"""In a directory with a shop, but with one of its own."""


def pytest_configure(config: pytest.Config) -> None:
    for tier in TIERS:
        config.addinivalue_line("markers", f"{tier}: a tier of tests, see tests/support/tiers.py")


@pytest.hookimpl(tryfirst=True)  # before `-m` selects
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    tiers = {item: _tier(item, config) for item in items}
    for item, tier in tiers.items():
        item.add_marker(tier)
        item.add_marker(pytest.mark.xdist_group(_group(item, config)))
    items.sort(key=lambda item: TIERS.index(tiers[item]))


def _group(item: pytest.Item, config: pytest.Config) -> str:
    file = item.path.relative_to(config.rootpath / "tests")
    return file.parts[0] if file.parts[0] in DIRECTORIES and file.name not in OWN_SHOP else file.as_posix()


def _tier(item: pytest.Item, config: pytest.Config) -> str:
    directory = item.path.relative_to(config.rootpath / "tests").parts[0]
    if directory in DIRECTORIES:
        return DIRECTORIES[directory]
    is_whole = item.get_closest_marker("whole") or KAFKA & set(getattr(item, "fixturenames", ()))
    return "whole" if is_whole else "fast"
