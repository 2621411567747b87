"""What other teams read and write goes on working: each contract against every released version of itself."""

import tomllib
from typing import Any

import pytest

from cli.contracts.events import schema_of
from deploy.local.settings import REPOSITORY
from shared.schemas.event import Command
from shared.schemas.registry import EVENTS
from tests.contracts.compatibility import breaks
from tests.contracts.releases import released

RELEASED = released()


@pytest.mark.parametrize(("release", "type_name", "old"), RELEASED, ids=[f"{each[0]}-{each[1]}" for each in RELEASED])
def test_a_released_contract_is_kept(release: str, type_name: str, old: dict[str, Any]) -> None:
    kind = EVENTS.get(type_name)
    assert kind, f"{type_name} was released in {release}: records of it are on the topics, and others wait for it"
    assert breaks(old, schema_of(kind), is_command=issubclass(kind, Command)) == []


def test_the_version_of_this_repository_has_its_schemas_among_the_released() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    assert project["version"] in {release for release, _, _ in RELEASED}
