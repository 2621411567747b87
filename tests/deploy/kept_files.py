"""A file of a backup as the manifest has it, for tests that spoil one."""

import hashlib
from pathlib import Path

from deploy.backups.manifest import Kept, Manifest, written


def put(directory: Path, manifest: Manifest, name: str, content: bytes) -> None:
    """A file, and what the manifest says of it."""
    (directory / name).write_bytes(content)
    manifest.files[name] = Kept(size=len(content), sha256=sha256_of(content))
    (directory / "manifest.json").write_bytes(written(manifest))


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
