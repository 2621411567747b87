"""The keys of a shop in its backup: passwords, what signs tokens, what encrypts second factors."""

from collections.abc import Sequence
from pathlib import Path

from deploy.backups.manifest import KEYS, Manifest
from deploy.local.settings import BACKOFFICE, PROGRAMS

OF_THE_DATA = {
    "tokens.pem": PROGRAMS,
    "backoffice-secret.password": (BACKOFFICE,),
    "owner.password": (BACKOFFICE,),
    "demo-staff.password": (BACKOFFICE,),
}
"""Those that belong to what is restored, and to whose; the others open the databases, which have them already."""


def secrets(state: Path) -> dict[str, bytes]:
    """By the names they have in a backup."""
    directory = state / KEYS
    found = sorted(directory.iterdir()) if directory.is_dir() else []
    return {f"{KEYS}/{key.name}": key.read_bytes() for key in found if key.suffix in (".password", ".pem")}


def keys_to_restore(state: Path, manifest: Manifest, programs: Sequence[str]) -> list[str]:
    """With all programs, also those that are missing."""
    of_the_data = {f"{KEYS}/{key}" for key, of in OF_THE_DATA.items() if set(of) <= set(programs)}
    every = set(programs) == set(PROGRAMS)
    return [name for name in manifest.keys if name in of_the_data or (every and not (state / name).exists())]


def put_missing(state: Path, directory: Path, names: Sequence[str]) -> None:
    for name in names:
        if not (state / name).exists():
            _copy(directory / name, state / name)
            _new(state / name).rename(state / name)


def stage(state: Path, directory: Path, names: Sequence[str]) -> list[Path]:
    """Write those that differ beside the ones there are; returns the files that `put` will change."""
    differing = [name for name in names if (state / name).read_bytes() != (directory / name).read_bytes()]
    for name in differing:
        _copy(directory / name, state / name)
    return [state / name for name in differing]


def put(staged: Sequence[Path], suffix: str) -> None:
    """Those there were stay beside them."""
    for file in staged:
        file.rename(file.with_name(file.name + suffix))
        _new(file).rename(file)


def _copy(kept: Path, file: Path) -> None:
    """Under another name, readable by its owner alone."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = _new(file)
    new.unlink(missing_ok=True)
    new.touch(mode=0o600)
    new.write_bytes(kept.read_bytes())


def _new(file: Path) -> Path:
    return file.with_name(f"{file.name}.new")
