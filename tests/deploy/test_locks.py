"""The lock files: every package by its hash, from no particular registry, in one version."""

import re

import pytest

from deploy.local.settings import REPOSITORY

SMALLER = ("requirements.lock", "requirements-local.lock")
LARGEST = "requirements-dev.lock"


@pytest.mark.parametrize("lock", [*SMALLER, LARGEST, "requirements-node.lock", "requirements-uv.lock"])
def test_every_package_has_hashes_and_none_names_a_registry(lock: str) -> None:
    text = (REPOSITORY / lock).read_text()
    assert "://" not in text
    assert all("--hash=sha256:" in package for package in re.split(r"\n(?=\S)", text.strip()))


@pytest.mark.parametrize("lock", SMALLER)
def test_a_smaller_lock_is_part_of_the_largest(lock: str) -> None:
    assert _versions(lock).items() <= _versions(LARGEST).items()


def _versions(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", (REPOSITORY / lock).read_text(), re.MULTILINE))
