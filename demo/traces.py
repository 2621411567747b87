"""What the demo leaves in the shop's data: whether it was filled, or only half."""

from pathlib import Path

from deploy.local.settings import LocalSettings

HALF_FILLED = "the demo shop is half filled; `backshop up --fresh --demo` empties it and starts again"
_FILLING, _FILLED = "filling", "filled"


def note_filling(settings: LocalSettings) -> None:
    _file(settings).parent.mkdir(parents=True, exist_ok=True)
    _file(settings).write_text(_FILLING)


def note_filled(settings: LocalSettings) -> None:
    _file(settings).write_text(_FILLED)


def is_filled(settings: LocalSettings) -> bool:
    return _read(settings) == _FILLED


def is_half_filled(settings: LocalSettings) -> bool:
    return _read(settings) == _FILLING


def is_new(settings: LocalSettings) -> bool:
    """Whether nothing was ever kept here, as far as this machine can tell."""
    return settings.kafka is None and settings.postgres_url is None and not (settings.data / "postgres").exists()


def _read(settings: LocalSettings) -> str:
    try:
        return _file(settings).read_text()
    except FileNotFoundError:
        return ""


def _file(settings: LocalSettings) -> Path:
    return settings.data / "demo"
