"""What a backup consists of: one that is incomplete, changed or of a later version is known before it is used."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

from aiokafka import TopicPartition
from pydantic import AwareDatetime, BaseModel, Field, StringConstraints, ValidationError

from deploy.local.settings import REPOSITORY
from deploy.problem import Problem
from shared.messaging.topics import Extent
from shared.postgres.migrate import migrations_of

MANIFEST = "manifest.json"
KEYS = "keys"
BLOCK = 1 << 20

NAME = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z")
"""Of a complete backup: when it was made."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, StringConstraints(pattern=r"^(keys/)?[a-z0-9][a-z0-9_.-]{0,99}$")]


class Kept(BaseModel):
    """A file of the backup."""

    size: int
    sha256: Sha256


class TopicEnds(BaseModel):
    """Where each partition of a topic ended, by its number."""

    topic_id: UUID | None
    ends: dict[int, int]


class Manifest(BaseModel):
    """`migrations` has for each database the names of those applied, and what they were.

    `topics` is None where Kafka did not answer.
    """

    format: Literal[1] = 1
    product: str = ""
    taken_at: AwareDatetime
    files: dict[FileName, Kept] = {}
    migrations: dict[str, dict[str, Sha256]] = {}
    topics: dict[str, TopicEnds] | None = Field(default=None)

    @property
    def keys(self) -> list[str]:
        return [name for name in self.files if name.startswith(f"{KEYS}/")]


def version() -> str:
    """Of the product."""
    described = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    return str(described["project"]["version"])


def dump_of(program: str) -> str:
    """The file that has its database."""
    return f"{program}.dump"


def ends_of(extents: Mapping[TopicPartition, Extent]) -> dict[str, TopicEnds]:
    topics: dict[str, TopicEnds] = {}
    for place, extent in extents.items():
        topic = topics.setdefault(place.topic, TopicEnds(topic_id=extent.topic_id, ends={}))
        topic.ends[place.partition] = extent.end
    return topics


def written(manifest: Manifest) -> bytes:
    """With a hash over itself, so that a change of it is seen too."""
    content = manifest.model_dump(mode="json")
    return json.dumps(content | {"sha256": _hash(content)}, indent=1).encode()


def read_manifest(directory: Path) -> Manifest:
    """Raises a Problem that says what is wrong."""
    try:
        content = json.loads((directory / MANIFEST).read_bytes())
    except FileNotFoundError:
        raise Problem(_no_backup(directory)) from None
    except NotADirectoryError:
        raise Problem(f"{directory} is a file; a backup is a directory with a {MANIFEST}") from None
    except ValueError as error:  # no JSON, or no text
        raise Problem(f"the backup {directory} was changed: {MANIFEST} cannot be read") from error
    if not isinstance(content, dict) or content.pop("sha256", None) != _hash(content):
        raise Problem(f"the backup {directory} was changed: {MANIFEST} is not as it was written")
    if content.get("format") != 1:
        raise Problem(f"the backup {directory} is of a later version of Backshop ({content.get('product')}); use that")
    try:
        return Manifest.model_validate(content)
    except ValidationError as error:
        raise Problem(f"the backup {directory} cannot be read: {error.errors()[0]['msg']}") from error


def require_intact(directory: Path, manifest: Manifest, names: Iterable[str]) -> None:
    """Each of these files is there as it was written."""
    for name in names:
        kept, file = manifest.files.get(name), directory / name
        if kept is None:
            raise Problem(f"the backup {directory} has no {name}")
        if not file.is_file():
            raise Problem(f"the backup {directory} is incomplete: {name} is missing")
        if (size := file.stat().st_size) != kept.size:
            raise Problem(f"the backup {directory} was changed: {name} has {size} bytes instead of {kept.size}")
        if _hash_of_file(file) != kept.sha256:
            raise Problem(f"the backup {directory} was changed: {name} is not as it was written (SHA-256)")


def require_known_migrations(manifest: Manifest, program: str) -> int:
    """Refuses a backup that this version cannot read; returns how many migrations have come since."""
    known = {name: hashlib.sha256(sql.encode()).hexdigest() for name, sql in migrations_of(program)}
    applied = manifest.migrations.get(program, {})
    if unknown := sorted(name for name, sha256 in applied.items() if known.get(name) != sha256):
        raise Problem(
            f"the backup is newer than this version: {program} has the migration {unknown[0]}; "
            f"restore it with Backshop {manifest.product} or later as it was then"
        )
    return len(known.keys() - applied.keys())


def complete_backups(parent: Path) -> list[Path]:
    """The oldest first."""
    if not parent.is_dir():
        return []
    return sorted(one for one in parent.iterdir() if NAME.fullmatch(one.name) and (one / MANIFEST).is_file())


def _no_backup(directory: Path) -> str:
    if not directory.is_dir():
        return f"there is no directory {directory}"
    if inside := complete_backups(directory):
        return f"{directory} holds {len(inside)} backups: name one of them, the newest is {inside[-1]}"
    return f"{directory} is no complete backup: it has no {MANIFEST}"


def _hash(content: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _hash_of_file(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
